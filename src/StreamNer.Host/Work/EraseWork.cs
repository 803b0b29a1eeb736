using StreamNer.Configuration;
using StreamNer.Diagnostics;
using StreamNer.Host.Configuration;
using StreamNer.Kafka;
using StreamNer.Kafka.Erasure;
using StreamNer.Kafka.Records;
using StreamNer.Kafka.Registry;
using StreamNer.Pii;
using StreamNer.Pii.Keys;
using StreamNer.Work;

namespace StreamNer.Host.Work;

/// <summary>What is known of the tenants that are to be erased.</summary>
/// <param name="Secrets">One for each tenant, in their order.</param>
/// <param name="Holdings">What the topics hold of them.</param>
internal sealed record ErasurePlan(IReadOnlyList<TenantSecret> Secrets, TenantHoldings Holdings)
{
    /// <summary>Why their keys cannot be destroyed; none where they can, or have been.</summary>
    public IReadOnlyList<string> Obstacles() => [.. Secrets.SelectMany(secret => secret.Obstacles())];
}

/// <summary>Plans the erasure of tenants, in order of flow: keys, preflight, search.</summary>
internal sealed class EraseWork(Settings settings, IReadOnlyList<string> tenants, IReadOnlyList<string> moreOutputs, EventLog log)
{
    /// <summary>Looks at keys and reads all topics. Nothing is changed.</summary>
    /// <exception cref="KafkaFatalException">A topic cannot be read.</exception>
    /// <exception cref="OptionsException">A key of somebody else cannot be read.</exception>
    public async Task<ErasurePlan> Plan(Action<string> progress, CancellationToken stop)
    {
        var secrets = tenants.Select(tenant => TenantSecret.Of(tenant, settings.Pii.Keys)).ToList();
        using var keys = Keys(secrets);
        using var registry = settings.SchemaRegistry.Url is null ? null : new SchemaRegistry(settings.SchemaRegistry);
        var report = await StreamWorker.Check(settings, registry, log, stop);
        var tags = new KeyedTags(keys);
        var search = new TenantSearch(
            settings.Kafka, tenants, new DocumentCodec(settings.InputWithTenant, registry).Decode, new DeadLetterSeal(new DeadLetterCipher(keys)),
            text => tenants.FirstOrDefault(tenant =>
            {
                tags.RevealAll(text, tenant, out var revealed);
                return revealed > 0;
            }));
        var outputs = moreOutputs.Prepend(settings.Kafka.Output).Distinct(StringComparer.Ordinal);
        return new ErasurePlan(secrets, await Task.Run(() => search.Run(report.Inputs, outputs, progress, stop), stop));
    }

    // The tenants' own secrets are asked for until they are gone; one that a process was killed over is no secret any more.
    private KeyRing Keys(List<TenantSecret> secrets)
    {
        var options = settings.Pii.Keys;
        foreach (var secret in secrets)
        {
            var alone = options with { Destroyed = [.. options.Destroyed.Where(one => one != secret.Tenant)] };
            var faults = new List<OptionError>();
            if (secret.State != TenantSecretState.Destroyed) KeyRing.Load(OnlyTenant(alone, secret.Tenant), Variable, faults).Dispose();
            if (secret.State == TenantSecretState.Destroyed || faults.Count > 0)
                alone = options with { Destroyed = [.. options.Destroyed.Append(secret.Tenant).Distinct(StringComparer.Ordinal)] };
            options = alone;
        }

        var mistakes = new List<OptionError>();
        var keys = KeyRing.Load(options, Variable, mistakes);
        return mistakes.Count == 0 ? keys : throw new OptionsException(mistakes);
    }

    private static KeyOptions OnlyTenant(KeyOptions options, string tenant) => new()
    {
        Tenants = options.Tenants.Where(one => one.Key == tenant).ToDictionary(StringComparer.Ordinal),
    };

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name);
}
