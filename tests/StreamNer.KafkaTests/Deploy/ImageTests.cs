using System.Diagnostics;
using System.Globalization;
using System.Text;
using Confluent.Kafka;
using StreamNer.KafkaTests.Clusters;
using StreamNer.Tests.Deploy;
using StreamNer.Tests.House;

namespace StreamNer.KafkaTests.Deploy;

/// <summary>The content of the image, published as the Dockerfile does it, at work where an engine would put it.</summary>
public sealed class ImageTests(RealKafka kafka) : IDisposable
{
    private const int Records = 200;
    private readonly string _app = Directory.CreateTempSubdirectory("streamner-image-").FullName;
    private readonly ContainerFile _file = new(Repository.Read("Dockerfile"));

    public void Dispose() => Directory.Delete(_app, recursive: true);

    [Fact]
    public async Task It_starts_works_and_drains_as_another_user_on_a_file_system_that_cannot_be_written()
    {
        Assert.SkipWhen(Sandbox.Missing is not null, Sandbox.Missing ?? "");
        var cluster = await kafka.Shared();
        var raw = await cluster.CreateTopic("image", 2);
        await cluster.CreateTopics(2, (raw + ".enriched", [("max.message.bytes", "2097152")]), (raw + ".dlq", [("max.message.bytes", "1064972")]));
        var texts = Enumerable.Range(0, Records).Select(i => Encoding.UTF8.GetBytes($"{i} Ada Lovelace in London"));
        await cluster.Produce(raw, texts.Select(text => new Message<byte[]?, byte[]?> { Value = text }));
        await Publish();

        var variables = new Dictionary<string, string>(_file.Variables, StringComparer.Ordinal)
        {
            ["STREAMNER__KAFKA__BOOTSTRAPSERVERS"] = cluster.BootstrapServers,
            ["STREAMNER__KAFKA__INPUTS"] = raw,
            ["STREAMNER__KAFKA__OUTPUT"] = raw + ".enriched",
            ["STREAMNER__KAFKA__DEADLETTER"] = raw + ".dlq",
            ["STREAMNER__KAFKA__GROUP"] = raw + ".group",
            ["STREAMNER__HTTP__PORT"] = Ports.Free().ToString(CultureInfo.InvariantCulture),
        };
        using var worker = Start(variables, [.. _file.Last("ENTRYPOINT")!.Exec!, .. _file.Last("CMD")!.Exec!]);
        var log = worker.StandardError.ReadToEndAsync();
        try
        {
            await Eventually.True(
                () => worker.HasExited || cluster.ReadCommitted(raw + ".enriched").Count == Records, "all records are enriched",
                TimeSpan.FromMinutes(3));
            Assert.False(worker.HasExited, worker.HasExited ? await log : "");

            Assert.Equal(0, (await End(Start(variables, _file.Last("HEALTHCHECK")!.Exec!))).Code);
            var (code, error) = await End(Start(variables, ["sh", "-c", "touch /app/x /usr/x /x; touch /tmp/x"]));
            Assert.Equal(3, error.Split("Read-only file system").Length - 1);
            Assert.Equal(0, code);

            Assert.EndsWith("\t1", await Sandbox.Status(worker, "NSpid"), StringComparison.Ordinal);
            Assert.StartsWith("1654\t1654", await Sandbox.Status(worker, "Uid"), StringComparison.Ordinal);
            Assert.Equal("0000000000000000", await Sandbox.Status(worker, "CapEff"));
            await Sandbox.Terminate(worker);
            await worker.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(40));
        }
        finally
        {
            if (!worker.HasExited) worker.Kill();
        }

        var said = await log;
        Assert.True(worker.ExitCode == 0, said);
        Assert.Contains($"{Records} records = {Records} enriched", said, StringComparison.Ordinal);
        TestContext.Current.TestOutputHelper?.WriteLine(said);
    }

    private Process Start(Dictionary<string, string> variables, IEnumerable<string> command) =>
        Sandbox.Start(_app, _file.Last("USER")!.Rest.Split(':')[0], variables, command);

    // As the Dockerfile does, from what is built already.
    private Task Publish() => Launcher.Run(
        Path.Combine(Repository.Root, "eng/publish.sh"),
        [_app, "--no-build", "-c", AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug"]);

    private static async Task<(int Code, string Error)> End(Process process)
    {
        using (process)
        {
            var error = process.StandardError.ReadToEndAsync();
            await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
            return (process.ExitCode, await error);
        }
    }
}
