using System.Globalization;
using System.Text.Json;
using StreamNer.Flow;
using StreamNer.Host.Work;
using StreamNer.Kafka.Erasure;
using StreamNer.Pii.Keys;

namespace StreamNer.Host.Cli;

/// <summary>A plan of an erasure as a page or as one JSON object. No text and no key stands in it.</summary>
internal static class EraseReport
{
    private const int RangesShown = 5;

    /// <summary>What no program can do, in sentences.</summary>
    public static readonly string[] Limits =
    [
        "Kafka deletes records from the beginning of a partition only: up to an offset (kafka-delete-records), by retention, or, in a compacted "
        + "topic, by a later record of the same key. The records listed stay until then; 'others' counts the records that deletion up to the last of "
        + "them takes with it.",
        "Dead letters are not under a tenant's keys: sealed ones open as long as the versions' secrets exist.",
        "A destroyed secret cannot be brought back: encrypted tags of the tenant can never be revealed again, and its pseudonyms never be made "
        + "again.",
        "Copies are not known here: other consumers, mirrors, backups of brokers, and backups, snapshots or spare blocks of the disk that held the "
        + "secret.",
        "Records that name no tenant are nobody's, those that cannot be decoded among them. What is written from now on is not in this plan.",
    ];

    /// <summary>The page.</summary>
    public static IEnumerable<string> Page(ErasurePlan plan)
    {
        foreach (var secret in plan.Secrets)
        {
            yield return $"tenant {secret.Tenant}";
            yield return $"  key  {Secret(secret)}";
            foreach (var held in plan.Holdings.Of(secret.Tenant))
                yield return string.Create(CultureInfo.InvariantCulture,
                    $"  {PartitionName.Of(held.Topic, held.Partition)}  {Kind(held.Kind)}  {held.Records} records, {held.Others} others before the "
                    + $"last; offsets {Ranges(held)}");
            if (!plan.Holdings.Of(secret.Tenant).Any()) yield return "  no records";
        }

        foreach (var unknown in plan.Holdings.Unknown)
            yield return string.Create(CultureInfo.InvariantCulture,
                $"not known whose: {PartitionName.Of(unknown.Topic, unknown.Partition)}  {Kind(unknown.Kind)}  {unknown.Records} records")
                + ", whose source is gone or which cannot be opened";
        yield return "what cannot be undone, or deleted:";
        foreach (var limit in Limits) yield return "  " + limit;
    }

    /// <summary>The JSON object.</summary>
    public static string Json(ErasurePlan plan) => JsonSerializer.Serialize(new
    {
        tenants = plan.Secrets.Select(secret => new
        {
            tenant = secret.Tenant,
            key = new { state = State(secret.State), place = secret.Place, listedAsDestroyed = secret.IsListed, obstacles = secret.Obstacles() },
            holdings = plan.Holdings.Of(secret.Tenant).Select(held => new
            {
                topic = held.Topic,
                kind = Kind(held.Kind),
                partition = held.Partition,
                records = held.Records,
                others = held.Others,
                ranges = held.Ranges.Select(range => new[] { range.From, range.To }),
            }),
        }),
        unknown = plan.Holdings.Unknown.Select(one =>
            new { topic = one.Topic, kind = Kind(one.Kind), partition = one.Partition, records = one.Records }),
        limits = Limits,
    });

    private static string Secret(TenantSecret secret) => secret.State switch
    {
        TenantSecretState.File => $"'{secret.Place}' (pii:keys:tenants:{secret.Tenant}), to be destroyed",
        TenantSecretState.Environment => $"environment variable {secret.Place} (pii:keys:tenants:{secret.Tenant}), to be deleted where it is set",
        TenantSecretState.Destroyed => "destroyed before",
        _ => "none of its own (pii:keys:tenants)",
    };

    private static string State(TenantSecretState state) => state switch
    {
        TenantSecretState.File => "file",
        TenantSecretState.Environment => "environment",
        TenantSecretState.Destroyed => "destroyed",
        _ => "none",
    };

    private static string Kind(HoldingKind kind) => kind switch
    {
        HoldingKind.Input => "input",
        HoldingKind.DeadLetter => "dead_letter",
        _ => "output",
    };

    private static string Ranges(TenantHolding held)
    {
        var shown = string.Join(", ", held.Ranges.Take(RangesShown).Select(range => range.To == range.From + 1
            ? range.From.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{range.From} to {range.To - 1}")));
        if (held.Ranges.Count <= RangesShown) return shown;
        return string.Create(CultureInfo.InvariantCulture,
            $"{shown} and {held.Ranges.Count - RangesShown} more ranges up to {held.Ranges[^1].To - 1} (--json lists all)");
    }
}
