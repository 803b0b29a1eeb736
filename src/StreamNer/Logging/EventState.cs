using System.Collections;
using StreamNer.Diagnostics;

namespace StreamNer.Logging;

/// <summary>
/// An event as <c>ILogger</c> takes it: the message, and fields by name. The generator of <c>LoggerMessage</c> makes such a type for each event whose
/// name and fields are fixed; ours bring their own, so one type serves all.
/// </summary>
internal readonly struct EventState(string message, IReadOnlyList<LogField> fields) : IReadOnlyList<KeyValuePair<string, object?>>
{
    /// <summary>Formats without work.</summary>
    public static readonly Func<EventState, Exception?, string> Format = static (state, _) => state.ToString();

    /// <inheritdoc/>
    public int Count => fields.Count;

    /// <inheritdoc/>
    public KeyValuePair<string, object?> this[int index] => new(fields[index].Name, fields[index].Value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() =>
        fields.Select(field => KeyValuePair.Create(field.Name, field.Value)).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => message;
}
