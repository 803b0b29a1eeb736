using System.Collections.Concurrent;

namespace StreamNer.Lifetime;

/// <summary>
/// Native objects whose owners are gone while a call on them has not returned. They stay reachable, or the garbage collector would dispose of them
/// under that call; and while there are any, the process must be ended without running native destructors. Thread-safe.
/// </summary>
internal static class Abandoned
{
    private static readonly ConcurrentDictionary<object, byte> s_objects = new(ReferenceEqualityComparer.Instance);

    /// <summary>Whether there are any.</summary>
    public static bool Any => !s_objects.IsEmpty;

    /// <summary>Those there are.</summary>
    public static IReadOnlyCollection<object> Kept => [.. s_objects.Keys];

    /// <summary>Keeps an object.</summary>
    public static void Add(object value) => s_objects.TryAdd(value, 0);

    /// <summary>Waits for the end of a thread that makes native calls, at most <paramref name="patience"/>; keeps <paramref name="value"/> until it
    /// has ended.</summary>
    public static async Task KeepUntil(Task end, object value, TimeSpan patience)
    {
        Add(value);
        _ = end.ContinueWith(_ => Remove(value), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        await Task.WhenAny(end, Task.Delay(patience, CancellationToken.None));
    }

    /// <summary>The call has returned and the object is disposed of.</summary>
    public static void Remove(object value) => s_objects.TryRemove(value, out _);
}
