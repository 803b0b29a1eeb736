using StreamNer.Flow;
using StreamNer.Inference;
using StreamNer.Pii;

namespace StreamNer.Work;

/// <summary>Work that must come to an end, for <see cref="Watchdog"/>.</summary>
/// <param name="Event">The event that says that it does not.</param>
/// <param name="Limit">How long it may take.</param>
/// <param name="Overdue">Says what has been under way for as long as it is given, in codes and coordinates without text; null where nothing
/// has.</param>
internal sealed record WatchedWork(string Event, TimeSpan Limit, Func<TimeSpan, string?> Overdue)
{
    /// <summary>The scans of texts.</summary>
    /// <param name="scans">The scanner's watch.</param>
    /// <param name="seconds">From <c>pii:scan:watchdogSeconds</c>.</param>
    public static WatchedWork Scans(ScanWatch scans, int seconds) => new("pii.hung", TimeSpan.FromSeconds(seconds), limit =>
    {
        if (scans.Overdue(limit) is not { } hung) return null;
        var place = hung.Source is { } source
            ? $"the record at {PartitionName.Of(source.Topic, source.Partition, source.Offset)}"
            : "a record whose place is not known here";
        return $"the detector '{hung.Detector}' has not ended after {hung.Elapsed.TotalSeconds:0} s on {hung.Length} UTF-16 units of {place}; "
            + $"nothing from it on was written or committed (pii:scan:watchdogSeconds is {seconds})";
    });

    /// <summary>The runs of the model.</summary>
    /// <param name="runs">Its watch.</param>
    /// <param name="seconds">From <c>model:watchdogSeconds</c>.</param>
    public static WatchedWork ModelRuns(RunWatch runs, int seconds) => new("model.hung", TimeSpan.FromSeconds(seconds), limit =>
        runs.Overdue(limit) is not { } hung
            ? null
            : $"a model run of {hung.Rows} rows of {hung.Columns} tokens has not returned after {hung.Elapsed.TotalSeconds:0} s; "
                + $"nothing of its batch was written or committed (model:watchdogSeconds is {seconds})");
}
