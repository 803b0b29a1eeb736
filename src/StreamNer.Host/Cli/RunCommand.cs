using System.CommandLine;
using StreamNer.Host.Configuration;
using StreamNer.Host.Work;

namespace StreamNer.Host.Cli;

/// <summary><c>run</c>: the worker, from Kafka to Kafka.</summary>
internal static class RunCommand
{
    /// <summary>Where Kafka is; <c>topics create</c> and <c>bench</c> have it too.</summary>
    public static readonly SettingFlag Servers = new("--bootstrap-servers", "kafka:bootstrapServers", "HOST:PORT,…", "Kafka brokers.");

    /// <summary>As <see cref="Servers"/>.</summary>
    public static readonly SettingFlag Inputs = new("--input", "kafka:inputs", "TOPIC", "A topic to read; repeatable.", IsList: true);

    /// <summary>As <see cref="Servers"/>.</summary>
    public static readonly SettingFlag Output = new("--output", "kafka:output", "TOPIC", "The topic of enriched records.");

    /// <summary>As <see cref="Servers"/>.</summary>
    public static readonly SettingFlag DeadLetter = new("--dead-letter", "kafka:deadLetter", "TOPIC", "The topic of rejected records.");

    /// <summary>As <see cref="Servers"/>.</summary>
    public static readonly SettingFlag Repair =
        new("--repair", "kafka:repair", "TOPIC", "The topic that keeps the coordinates of records made while the model was down.");

    /// <summary>Where the worker listens; <c>health</c> has it too.</summary>
    public static readonly SettingFlag HttpAddress = new("--http-address", "http:address", "IP", "Where to listen for health and metrics.");

    /// <summary>As <see cref="HttpAddress"/>.</summary>
    public static readonly SettingFlag HttpPort =
        new("--metrics-port", "http:port", "PORT", "The port of /metrics, /health/live and /health/ready; none: no HTTP.");

    /// <summary>How input values are read; <c>dead-letters</c> has it too.</summary>
    public static readonly SettingFlag Format = new("--format", "input:format", "text|json|protobuf", "What input values are.");

    /// <summary>As <see cref="Format"/>.</summary>
    public static readonly SettingFlag JsonField = new("--json-field", "input:jsonField", "NAME", "Where the text is in JSON values.");

    /// <summary>All flags of a worker's settings; <c>doctor</c> has them too.</summary>
    public static readonly SettingFlag[] Flags =
    [
        Servers, Inputs, Output, DeadLetter, Repair,
        new("--group", "kafka:group", "NAME", "The consumer group."),
        new("--instance", "kafka:instance", "NAME",
            "This worker's name in the group, stable over restarts; without it the first free one of this host."),
        Format, JsonField,
        new("--output-format", "output:format", "protobuf|json", "What enriched values are."),
        new("--schema-registry", "schemaRegistry:url", "URL", "A registry with Confluent's REST interface."),
        new("--delivery", "kafka:delivery", "exactly-once|at-least-once", "The promise towards the output topics."),
        HttpAddress, HttpPort,
        AnnotateCommand.Model, AnnotateCommand.Profile, AnnotateCommand.Aggregation, AnnotateCommand.OnModelDown,
    ];

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var untilEnd = new Option<bool>("--until-end") { Description = "Stop at the ends that the partitions had at start." };
        var command = new Command("run", "Run a worker: read topics, enrich, write the enriched and the dead-letter topic.") { untilEnd };
        var flags = new SettingFlags(command, Flags);
        command.SetAction(async (parsed, _) =>
        {
            IEnumerable<(string, string)> more = parsed.GetValue(untilEnd) ? [("kafka:untilEnd", "true")] : [];
            return flags.Load(parsed, kafka: true, more) is { Settings: var settings } ? await Run(settings) : ExitCode.Usage;
        });
        return command;
    }

    private static Task<int> Run(Settings settings) => WorkerHost.Run(settings, async process =>
    {
        var worker = new StreamWorker(settings, process.Telemetry, process.Log, process.Health) { Intake = process.Intake };
        return (await worker.Run(process.Stop)).Drained ? ExitCode.Ok : null;
    });
}
