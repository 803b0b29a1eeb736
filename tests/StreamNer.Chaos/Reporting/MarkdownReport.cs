using System.Globalization;
using System.Text;
using StreamNer.Chaos.Checking;
using StreamNer.Chaos.Faults;

namespace StreamNer.Chaos.Reporting;

/// <summary>A run in words and tables.</summary>
internal static class MarkdownReport
{
    private static readonly (Rule Rule, string Words)[] s_rules =
    [
        (Rule.NoneLost, "every input record has an output, a dead letter or a tombstone; no healthy record is a dead letter"),
        (Rule.NoneDoubled, "under exactly-once it has one"),
        (Rule.InOrder, "outputs come in the order of their inputs, on the same partition number"),
        (Rule.CommitsRise, "in the brokers' log committed offsets never fall, and end at the input's ends"),
        (Rule.CommitsFollowOutput, "what a committed offset stands for is visible"),
        (Rule.NothingAbortedVisible, "under exactly-once nothing is visible without its offset: no aborted record"),
        (Rule.TransactionsEnd, "no transaction holds readers back beyond its time-out and the brokers' recovery"),
        (Rule.Faithful, "texts and dead letters are what was sent, and each kind of record ends as it should"),
    ];

    /// <summary>The page.</summary>
    public static string Of(RunReport report)
    {
        var page = new StringBuilder();
        void Line(FormattableString text) => page.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
        var verdict = report.Verdict;
        Line($"# Chaos: {report.Settings["delivery"]}, {report.Settings["protocol"]} protocol, {report.Settings["brokers"]} broker(s)");
        Line($"");
        Line(
            $"{(report.Held ? "**Every rule held.**" : "**Something broke; see below.**")} {verdict.Sent:N0} records, {report.ProcessFaults} process faults, {report.BrokerFaults} broker faults, {report.Minutes:0.0} minutes. {report.Started:yyyy-MM-dd HH:mm} UTC.");
        Line($"");
        Line($"```sh");
        Line($"{report.Command}");
        Line($"```");
        Line($"");
        Line(
            $"{string.Join("; ", report.Versions.Select(pair => $"{pair.Key} {pair.Value}"))}. {string.Join(", ", report.Settings.Select(pair => $"{pair.Key} {pair.Value}"))}.");
        Line($"");
        Line($"## Rules");
        Line($"");
        Line($"A checker in a process of its own judges from the topics (`read_committed`), the committed offsets and the process statistics alone.");
        Line($"");
        Line($"| rule | broken |");
        Line($"|---|---|");
        foreach (var (rule, words) in s_rules) Line($"| {words} | {verdict.Broken.GetValueOrDefault(rule.ToString()):N0} |");
        Line($"");
        Line(
            $"Sent: {Counts(verdict.Kinds)}. Seen: {Counts(verdict.Endings)}. Missing {verdict.Missing:N0}, duplicates {verdict.Duplicates:N0}, out of order {verdict.Disorders:N0}. {verdict.Commits:N0} commits in the brokers' log; {verdict.CommitSamples:N0} samples of committed offsets, {verdict.OlderAnswers:N0} of them older than one before; the longest that a transaction held readers back: {verdict.LongestOpenSeconds:0.0} s.");
        foreach (var conviction in verdict.Convictions) Line($"- {conviction.Rule}: {conviction.Detail}");
        foreach (var finding in report.Findings) Line($"- {finding}");
        Line($"");
        Line($"## Faults");
        Line($"");
        var single = report.Recoveries.Count > 0;
        Line($"| fault | what it is | struck | {(single ? "recovery: median, longest |" : "longest until healed |")}");
        Line($"|---|---|---|---|");
        foreach (var group in report.Faults.Select((fault, at) => (Fault: fault, At: at)).GroupBy(pair => pair.Fault.Fault)
            .OrderBy(group => Order(group.Key)))
        {
            var last = single
                ? Times([.. group.Select(pair => report.Recoveries[pair.At].Seconds)])
                : $"{group.Max(pair => (pair.Fault.Healed - pair.Fault.Struck).TotalSeconds):0} s";
            Line($"| `{group.Key}` | {FaultTable.All.First(fault => fault.Name == group.Key).What} | {group.Count()} | {last} |");
        }

        Line($"");
        if (single)
            Line(
                $"Recovery is the time from a fault's heal until visible output has {Recovery.Share:P0} of the rate in the ten seconds before it struck (at most of what is sent), read once a second over windows of two. A killed worker heals when its process starts again.");
        Line(
            $"After the load had ended, everything was committed {(report.DrainSeconds is { } seconds ? FormattableString.Invariant($"{seconds:0.0} s later") : "never")}. SIGTERM: {string.Join(", ", report.Stops.Select(stop => FormattableString.Invariant($"{stop.Worker} {(stop.ExitCode is { } code ? $"exit {code}" : "still running")} after {stop.Seconds:0.0} s")))}.");
        if (report.OwnEnds.Count > 0)
        {
            Line($"");
            Line($"Workers that ended and were started again though no fault was aimed at them ({report.OwnEnds.Count}):");
            Line($"");
            foreach (var end in report.OwnEnds.GroupBy(end => (end.ExitCode, end.Started, Word: Masked(end.LastWord))))
                Line($"- {end.Count()} times exit {end.Key.ExitCode}{(end.Key.Started ? "" : " before it had joined")}: {end.Key.Word}");
        }

        Line($"");
        Line($"## Processes");
        Line($"");
        Line($"| worker | samples | most memory, MiB | most descriptors | most threads |");
        Line($"|---|---|---|---|---|");
        foreach (var peak in verdict.Processes.Where(peak => peak.Name.StartsWith('w')))
            Line($"| {peak.Name} | {peak.Samples} | {peak.MemoryMiB:0} | {peak.Descriptors} | {peak.Threads} |");
        return page.ToString();
    }

    private static int Order(string fault) => FaultTable.All.Select((one, at) => (one, at)).First(pair => pair.one.Name == fault).at;

    private static string Counts(SortedDictionary<string, long> counts) =>
        string.Join(", ", counts.Select(pair => FormattableString.Invariant($"{pair.Value:N0} {pair.Key}")));

    private static string Times(double?[] times)
    {
        double[] seen = [.. times.OfType<double>().Order()];
        var unseen = times.Length - seen.Length;
        return (seen.Length == 0 ? "" : FormattableString.Invariant($"{seen[seen.Length / 2]:0.0} s, {seen[^1]:0.0} s"))
            + (unseen > 0 ? $"; {unseen} not seen" : "");
    }

    // Ports and coordinates differ from one to the next.
    private static string Masked(string text) =>
        string.Concat((text.Length > 200 ? text[..200] : text).Select(c => char.IsAsciiDigit(c) ? '#' : c == '|' ? '/' : c));
}
