using System.Text.Json;
using StreamNer.Flow;
using StreamNer.Output;

namespace StreamNer.Host.Evaluation;

/// <summary>
/// What another policy would make of the same documents, as counts alone: both are asked, and nothing of a text is kept. Thread-safe.
/// </summary>
/// <param name="now">Enriches by the policy in force; its outcomes are the ones handed on.</param>
/// <param name="then">Enriches by the other.</param>
internal sealed class PolicyDiff(BatchEnricher now, BatchEnricher then)
{
    private const string Absent = "none";
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Type, string Now, string Then), long> _findings = [];
    private long _documents;
    private long _changed;
    private long _rejectedNow;
    private long _rejectedThen;

    /// <summary>Asks both, and counts when both have answered.</summary>
    public async ValueTask<IReadOnlyList<Outcome>> Enrich(MicroBatch batch, CancellationToken cancel)
    {
        var before = await now(batch, cancel);
        var after = await then(batch, cancel);
        lock (_lock) for (var i = 0; i < before.Count; i++) Count(before[i], after[i]);
        return before;
    }

    /// <summary>
    /// Writes the counts as one JSON object: <c>documents</c>, <c>changed</c> (another text, or rejected by one policy alone), <c>rejected</c>, and
    /// <c>findings</c>, one entry for each type with its action now and then; <c>none</c> where a policy has no such finding.
    /// </summary>
    public void Write(Stream output)
    {
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true }))
        {
            lock (_lock) Write(json);
        }

        output.Write("\n"u8);
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("documents", _documents);
        json.WriteNumber("changed", _changed);
        json.WriteStartObject("rejected");
        json.WriteNumber("now", _rejectedNow);
        json.WriteNumber("then", _rejectedThen);
        json.WriteEndObject();
        json.WriteStartArray("findings");
        var ordered = _findings.OrderBy(one => one.Key.Type, StringComparer.Ordinal).ThenBy(one => one.Key.Now, StringComparer.Ordinal)
            .ThenBy(one => one.Key.Then, StringComparer.Ordinal);
        foreach (var ((type, before, after), count) in ordered)
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteString("now", before);
            json.WriteString("then", after);
            json.WriteNumber("count", count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void Count(Outcome before, Outcome after)
    {
        _documents++;
        if (before is Outcome.Rejected) _rejectedNow++;
        if (after is Outcome.Rejected) _rejectedThen++;
        var (was, will) = (before as Outcome.Enriched, after as Outcome.Enriched);
        if (was?.Enrichment.Text != will?.Enrichment.Text) _changed++;
        var actions = new Dictionary<(string Type, int Start, int End), (string Now, string Then)>();
        foreach (var finding in was?.Enrichment.Pii ?? []) actions[PlaceOf(finding)] = (finding.Action, Absent);
        foreach (var finding in will?.Enrichment.Pii ?? [])
            actions[PlaceOf(finding)] = (actions.GetValueOrDefault(PlaceOf(finding)).Now ?? Absent, finding.Action);
        foreach (var ((type, _, _), (one, other)) in actions)
            _findings[(type, one, other)] = _findings.GetValueOrDefault((type, one, other)) + 1;
    }

    private static (string Type, int Start, int End) PlaceOf(PiiFinding finding) => (finding.Type, finding.Start, finding.End);
}
