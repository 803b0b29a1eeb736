namespace StreamNer.Kafka.Topics;

/// <summary>
/// What stands beside each committed offset: the id of the topic that it belongs to, as <c>streamner/1 topic=ID</c>. An offset without it was
/// committed by an outside tool (a person has set the position), by an earlier version, or where brokers have no ids: it is taken as it is.
/// </summary>
internal static class OffsetNote
{
    private const string Start = "streamner/1 topic=";

    /// <summary>The text; null without an id.</summary>
    public static string? Of(string id) => id.Length > 0 ? Start + id : null;

    /// <summary>The id in it; empty where it has none.</summary>
    public static string TopicId(string? note) => note?.StartsWith(Start, StringComparison.Ordinal) == true ? note[Start.Length..] : "";
}
