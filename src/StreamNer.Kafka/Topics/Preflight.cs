using StreamNer.Diagnostics;
using StreamNer.Kafka.Registry;

namespace StreamNer.Kafka.Topics;

/// <summary>
/// Looks before a worker starts: brokers, topics, partition counts, size limits, access, transaction limit, schema registry. Nothing is changed, and
/// all findings come at once. The model's own test is Onnx's.
/// </summary>
internal static class Preflight
{
    /// <summary>
    /// Runs all checks with the worker's own clients' settings. <paramref name="registry"/> is null when none is configured;
    /// <paramref name="registryOptions"/> are those it was made with.
    /// </summary>
    public static async Task<PreflightReport> Run(
        KafkaOptions options, InputOptions input, OutputOptions output, SchemaRegistry? registry, SchemaRegistryOptions registryOptions,
        CancellationToken cancel)
    {
        var findings = new List<Finding>();
        IReadOnlyDictionary<string, TopicFacts> topics = new Dictionary<string, TopicFacts>();
        IReadOnlyList<string> matching = [];
        using (var reader = new ClusterReader(options, cancel))
        {
            var (brokers, absent) = await reader.Brokers();
            if (absent is not null)
            {
                findings.Add(new(Severity.Error, "kafka:bootstrapServers",
                    $"no broker of {options.BootstrapServers} answers: {absent}; check the address, and kafka:client (security.protocol, sasl.*, "
                    + "ssl.*)"));
            }
            else
            {
                if (TopicPatterns.AreIn(options)) matching = TopicPatterns.Matching(options, await reader.Names());
                string[] inputs = [.. options.Inputs.Where(input => !TopicPatterns.IsPattern(input)), .. matching];
                var facts = await reader.Read([.. inputs, .. options.Written], options.Group, brokers[0]);
                topics = facts.Topics;
                options = options with { Inputs = PreflightRules.Readable(options, inputs, matching, facts, findings) };
                PreflightRules.Check(options, facts, findings);
            }
        }

        if (registry is not null) await Check(registry, registryOptions, options, input, output, findings, cancel);
        return new PreflightReport([.. findings.OrderByDescending(f => f.Severity)], topics) { Inputs = options.Inputs, Matching = matching };
    }

    private static async Task Check(
        SchemaRegistry registry, SchemaRegistryOptions registryOptions, KafkaOptions options, InputOptions input, OutputOptions output,
        List<Finding> findings, CancellationToken cancel)
    {
        if (input.Format != InputFormat.Protobuf && output.Format != OutputFormat.Protobuf)
        {
            findings.Add(new(Severity.Warning, "schemaRegistry:url", "is set but not used: neither input:format nor output:format is protobuf"));
            return;
        }

        var file = V1.EnrichedText.Descriptor.File;
        var subject = SchemaRegistry.ValueSubject(options.Output);
        try
        {
            await registry.Probe(cancel);
            if (output.Format != OutputFormat.Protobuf || await registry.Holds(subject, file, cancel)) return;
            if (!registryOptions.AutoRegister)
                findings.Add(new(Severity.Error, "schemaRegistry:autoRegister",
                    $"is false and subject '{subject}' does not hold the schema {file.Name}: register it, or set it to true"));
            else if (!await registry.IsCompatible(subject, file, cancel))
                findings.Add(new(Severity.Error, "kafka:output",
                    $"the schema {file.Name} is incompatible with what subject '{subject}' holds: write to another topic, or change the subject's "
                    + "compatibility in the registry"));
        }
        catch (Exception e) when (e is SchemaRegistryException or SchemaRegistryUnavailableException)
        {
            findings.Add(new(Severity.Error, "schemaRegistry:url", e.Message));
        }
    }
}
