using System.Runtime.InteropServices;
using StreamNer.Configuration;

namespace StreamNer.Kafka;

/// <summary>
/// What librdkafka itself says of the properties that a user passes through: names it does not know, values it does not take, and what shows only
/// when a client is made (a file of certificates that is not there, a mechanism that is not built in). No connection is opened.
/// </summary>
internal static partial class NativeProperties
{
    private const int Unknown = -2;
    private const int Producer = 0;
    private const int Consumer = 1;

    // Confluent.Kafka's own, which it takes out before librdkafka sees the rest.
    private static readonly string[] s_managed =
    [
        "dotnet.cancellation.delay.max.ms", "dotnet.consumer.consume.result.fields", "dotnet.producer.delivery.report.fields",
        "dotnet.producer.enable.background.poll", "dotnet.producer.enable.delivery.reports",
    ];

    static NativeProperties() => ClientLibrary.Resolve();

    /// <summary>Appends what is wrong with one property, with its key.</summary>
    public static void Check(string section, string name, string value, List<OptionError> errors)
    {
        if (s_managed.Contains(name, StringComparer.Ordinal)) return;
        if (IsFile(name) && !(name == "ssl.ca.location" && (value == "probe" || Directory.Exists(value))) && FileFault.OfFile(value) is { } fault)
        {
            // OpenSSL's own words name neither the file nor the reason.
            errors.Add(new($"{section}:{name}", $"'{value}': {fault}"));
            return;
        }

        var conf = NewConf();
        try
        {
            var text = new byte[512];
            var result = SetConf(conf, name, value, text, text.Length);
            if (result == 0) return;
            var why = result == Unknown ? "librdkafka has no such property" + NearMatch.Suggest(name, Names(conf)) : Text(text);
            errors.Add(new($"{section}:{name}", why));
        }
        finally
        {
            DestroyConf(conf);
        }
    }

    /// <summary>Makes the three clients of a worker without brokers, and appends what librdkafka says against one of them.</summary>
    public static void Try(KafkaOptions options, List<OptionError> errors)
    {
        var before = errors.Count;
        if (options.Client.Count > 0) Try("kafka:client", Producer, ClientProperties.Common(options), errors);
        if (errors.Count > before) return;
        if (options.Consumer.Count > 0) Try("kafka:consumer", Consumer, ClientProperties.Consumer(options), errors);
        var transactional = options.Delivery == Delivery.ExactlyOnce ? "check" : null;
        if (options.Producer.Count > 0) Try("kafka:producer", Producer, ClientProperties.Producer(options, transactional), errors);
    }

    private static bool IsFile(string name) =>
        name.StartsWith("ssl.", StringComparison.Ordinal) && name.EndsWith(".location", StringComparison.Ordinal);

    private static void Try(string section, int type, IEnumerable<KeyValuePair<string, string>> properties, List<OptionError> errors)
    {
        var text = new byte[512];
        var conf = NewConf();
        foreach (var (name, value) in properties)
        {
            if (name is not ("bootstrap.servers" or "metadata.broker.list" or "log_level") && !name.StartsWith("dotnet.", StringComparison.Ordinal))
                SetConf(conf, name, value, text, text.Length);
        }

        // Without brokers it connects nowhere, and says so in vain.
        SetConf(conf, "log_level", "0", text, text.Length);
        if (type == Consumer) SetConf(conf, "group.id", "check", text, text.Length);
        var client = NewClient(type, conf, text, text.Length);
        if (client != 0)
        {
            DestroyClient(client);
            return;
        }

        // A client that was made owns its configuration.
        DestroyConf(conf);
        errors.Add(new(section, $"librdkafka refuses these properties: {Text(text)}"));
    }

    private static List<string> Names(nint conf)
    {
        var dump = Dump(conf, out var count);
        var names = new List<string>();
        for (nuint i = 0; i < count; i += 2) names.Add(Marshal.PtrToStringUTF8(Marshal.ReadIntPtr(dump, (int)i * nint.Size))!);
        FreeDump(dump, count);
        return names;
    }

    private static string Text(byte[] zeroEnded) =>
        System.Text.Encoding.UTF8.GetString(zeroEnded.AsSpan(0, Math.Max(0, zeroEnded.AsSpan().IndexOf((byte)0))));

    [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_conf_new")]
    private static partial nint NewConf();

    [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_conf_destroy")]
    private static partial void DestroyConf(nint conf);

    [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_conf_set", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetConf(nint conf, string name, string value, byte[] error, nint errorSize);

    [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_conf_dump")]
    private static partial nint Dump(nint conf, out nuint count);

    [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_conf_dump_free")]
    private static partial void FreeDump(nint dump, nuint count);

    [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_new")]
    private static partial nint NewClient(int type, nint conf, byte[] error, nint errorSize);

    [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_destroy")]
    private static partial void DestroyClient(nint client);
}
