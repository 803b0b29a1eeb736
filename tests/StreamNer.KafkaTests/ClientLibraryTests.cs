using System.Diagnostics;
using Confluent.Kafka;
using StreamNer.Kafka;

namespace StreamNer.KafkaTests;

/// <summary>
/// Our own calls and Confluent.Kafka's go to one native library, whichever of its builds can be loaded: the default one for Linux needs
/// <c>libsasl2.so.3</c>, which Debian does not have.
/// </summary>
public sealed class ClientLibraryTests
{
    [Fact]
    public async Task One_library_serves_both_with_what_this_system_has()
    {
        var (code, library, error) = await RunChild("");
        Assert.True(code == 0, error);
        Assert.Contains("librdkafka", Assert.Single(library), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_libsasl2_3_both_take_the_default_build()
    {
        const string Debian = "/usr/lib/x86_64-linux-gnu/libsasl2.so.2";
        Assert.SkipUnless(File.Exists(Debian), $"{Debian} is not here (Debian: libsasl2-2)");
        var folder = Directory.CreateTempSubdirectory("streamner-sasl-").FullName;
        try
        {
            File.CreateSymbolicLink(Path.Combine(folder, "libsasl2.so.3"), Debian);
            var (code, library, error) = await RunChild(folder);
            Assert.True(code == 0, error);
            Assert.Equal("librdkafka.so", Assert.Single(library));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The child: one record through an embedded cluster, then the name of each Kafka library in this process.</summary>
    internal static int PassOneRecord()
    {
        using var cluster = new EmbeddedCluster();
        cluster.CreateTopic("raw", 1);
        var settings = new ClientConfig { BootstrapServers = cluster.BootstrapServers };
        using (var producer = new ProducerBuilder<Null, string>(settings).Build())
        {
            producer.Produce("raw", new Message<Null, string> { Value = "a record" });
            producer.Flush(TimeSpan.FromSeconds(30));
        }

        var group = new ConsumerConfig(settings) { GroupId = "g", AutoOffsetReset = AutoOffsetReset.Earliest };
        using var consumer = new ConsumerBuilder<Ignore, string>(group).Build();
        consumer.Assign(new TopicPartition("raw", 0));
        var value = consumer.Consume(TimeSpan.FromSeconds(30))?.Message.Value;
        consumer.Close();
        foreach (var name in Libraries()) Console.Out.WriteLine(name);
        return value == "a record" ? 0 : 1;
    }

    private static IEnumerable<string> Libraries()
    {
        using var process = Process.GetCurrentProcess();
        return [.. process.Modules.Cast<ProcessModule>().Select(module => Path.GetFileName(module.FileName))
            .Where(name => name.Contains("rdkafka", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal)];
    }

    private static async Task<(int Code, string[] Lines, string Error)> RunChild(string libraryFolder)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, "client")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LD_LIBRARY_PATH"] = libraryFolder;
        using var child = Process.Start(start)!;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromMinutes(2));
        await using var kill = deadline.Token.Register(() => child.Kill());
        var output = child.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = child.StandardError.ReadToEndAsync(CancellationToken.None);
        await child.WaitForExitAsync(CancellationToken.None);
        return (child.ExitCode, (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries), await error);
    }
}
