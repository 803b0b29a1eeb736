using StreamNer.Lifetime;
using StreamNer.Tests.Flow;

namespace StreamNer.Tests.Lifetime;

public sealed class LeasedTests
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(20);

    [Fact]
    public void Closing_disposes_once_and_ends_all_calls()
    {
        var native = new Native();
        var leased = new Leased<Native>(native, "native");
        using (var lease = leased.Take()) Assert.Same(native, lease.Value);
        Assert.Equal(0, native.Disposed);
        Assert.True(leased.Close(s_long));
        Assert.True(leased.Close(s_long));
        Assert.Equal(1, native.Disposed);
        Assert.Throws<ObjectDisposedException>(() => leased.Take());
    }

    [Fact]
    public async Task Closing_waits_for_the_calls_under_way()
    {
        var native = new Native();
        var leased = new Leased<Native>(native, "native");
        var lease = leased.Take();
        var closing = Task.Run(() => leased.Close(s_long));
        await Some.Until(() => Refuses(leased), "it takes no more leases");
        Assert.Equal(0, native.Disposed);
        lease.Dispose();
        Assert.True(await closing);
        Assert.Equal(1, native.Disposed);
    }

    [Fact]
    public void A_call_that_does_not_return_keeps_its_object_and_the_last_one_disposes_of_it()
    {
        var native = new Native();
        var leased = new Leased<Native>(native, "native");
        var (first, second) = (leased.Take(), leased.Take());
        Assert.False(leased.Close(TimeSpan.Zero));
        Assert.True(Abandoned.Any);
        first.Dispose();
        Assert.Equal(0, native.Disposed);
        second.Dispose();
        Assert.Equal(1, native.Disposed);
    }

    [Fact]
    public async Task A_call_apart_is_left_behind_when_cancelled_or_too_late_and_keeps_its_lease()
    {
        using var gate = new ManualResetEventSlim();
        var native = new Native();
        var leased = new Leased<Native>(native, "native");
        using var cancel = new CancellationTokenSource();
        Assert.Equal(7, leased.Apart(_ => 7, s_long, cancel.Token));
        Assert.Throws<InvalidDataException>(() => leased.Apart<int>(_ => throw new InvalidDataException(), s_long, cancel.Token));
        Assert.Throws<TimeoutException>(() => leased.Apart(_ => gate.Wait(s_long), TimeSpan.Zero, cancel.Token));
        var left = Task.Run(() => leased.Apart(_ => gate.Wait(s_long), s_long, cancel.Token));
        await cancel.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => left);
        Assert.False(leased.Close(TimeSpan.Zero));
        Assert.Equal(0, native.Disposed);
        gate.Set();
        await Some.Until(() => native.Disposed == 1, "the last call has disposed of it");
    }

    [Fact]
    public async Task An_object_whose_own_end_hangs_is_left_to_itself()
    {
        using var gate = new ManualResetEventSlim();
        var native = new Native { Gate = gate };
        Assert.False(new Leased<Native>(native, "native").Close(TimeSpan.Zero));
        gate.Set();
        await Some.Until(() => native.Disposed == 1, "it has ended");
    }

    private static bool Refuses(Leased<Native> leased)
    {
        try
        {
            leased.Take().Dispose();
            return false;
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    }

    private sealed class Native : IDisposable
    {
        private int _disposed;

        public ManualResetEventSlim? Gate { get; init; }

        public int Disposed => Volatile.Read(ref _disposed);

        public void Dispose()
        {
            Gate?.Wait(s_long);
            Interlocked.Increment(ref _disposed);
        }
    }
}
