using System.CommandLine;

namespace StreamNer.Host.Cli;

/// <summary><c>run</c>: the worker, from Kafka to Kafka.</summary>
internal static class RunCommand
{
    /// <summary>Where Kafka is; <c>topics create</c> and <c>bench</c> have it too.</summary>
    public static readonly SettingFlag Servers = new("--bootstrap-servers", "kafka:bootstrapServers", "HOST:PORT,…", "Kafka brokers.");

    /// <summary>As <see cref="Servers"/>.</summary>
    public static readonly SettingFlag Inputs = new("--input", "kafka:inputs", "TOPIC", "Topic to read; repeatable.", IsList: true);

    /// <summary>As <see cref="Servers"/>.</summary>
    public static readonly SettingFlag Output = new("--output", "kafka:output", "TOPIC", "Topic of enriched records.");

    /// <summary>As <see cref="Servers"/>.</summary>
    public static readonly SettingFlag DeadLetter = new("--dead-letter", "kafka:deadLetter", "TOPIC", "Topic of rejected records.");

    /// <summary>As <see cref="Servers"/>.</summary>
    public static readonly SettingFlag Repair =
        new("--repair", "kafka:repair", "TOPIC", "Topic for the coordinates of records enriched while the model was down.");

    /// <summary>Where the worker listens; <c>health</c> has it too.</summary>
    public static readonly SettingFlag HttpAddress = new("--http-address", "http:address", "IP", "Address to listen on for health and metrics.");

    /// <summary>As <see cref="HttpAddress"/>.</summary>
    public static readonly SettingFlag HttpPort =
        new("--metrics-port", "http:port", "PORT", "Port of /metrics, /health/live and /health/ready; HTTP is off by default.");

    /// <summary>How input values are read; <c>dead-letters</c> has it too.</summary>
    public static readonly SettingFlag Format = new("--format", "input:format", "text|json|protobuf", "Format of input values.");

    /// <summary>As <see cref="Format"/>.</summary>
    public static readonly SettingFlag JsonField = new("--json-field", "input:jsonField", "NAME", "Field of JSON values that holds the text.");

    /// <summary>All flags of a worker's settings; <c>doctor</c> has them too.</summary>
    public static readonly SettingFlag[] Flags =
    [
        Servers, Inputs, Output, DeadLetter, Repair,
        new("--group", "kafka:group", "NAME", "Consumer group."),
        new("--instance", "kafka:instance", "NAME",
            "Name of this worker in the group, stable across restarts; by default the first free one on this host."),
        Format, JsonField,
        new("--output-format", "output:format", "protobuf|json", "Format of enriched values."),
        new("--schema-registry", "schemaRegistry:url", "URL", "Schema registry with Confluent's REST interface."),
        new("--delivery", "kafka:delivery", "exactly-once|at-least-once", "Delivery guarantee of the output topics."),
        HttpAddress, HttpPort,
        AnnotateCommand.Model, AnnotateCommand.Profile, AnnotateCommand.Aggregation, AnnotateCommand.OnModelDown,
    ];

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var untilEnd = new Option<bool>("--until-end") { Description = "Exit at the ends that the partitions had at startup." };
        var command = new Command("run", "Run a worker: read topics, enrich records, write the enriched and the dead-letter topic.") { untilEnd };
        var flags = new SettingFlags(command, Flags);
        command.SetAction(async (parsed, _) =>
        {
            IEnumerable<(string, string)> more = parsed.GetValue(untilEnd) ? [("kafka:untilEnd", "true")] : [];
            return flags.Load(parsed, kafka: true, more) is { Settings: var settings } ? await Composition.RunWorker(settings) : ExitCode.Usage;
        });
        return command;
    }
}
