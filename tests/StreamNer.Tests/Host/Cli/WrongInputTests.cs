using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace StreamNer.Tests.Host.Cli;

/// <summary>What a user can mend ends in a sentence that names it, never in a stack trace.</summary>
public sealed class WrongInputTests : IDisposable
{
    private const string Worker = "run --bootstrap-servers localhost:1 --input raw --output enriched --dead-letter raw.dlq --group ner";

    private readonly string _folder = Directory.CreateTempSubdirectory("streamner-wrong").FullName;

    public WrongInputTests()
    {
        File.WriteAllText(In("bad.tsv"), "Q64\tLOC\tBerlin\t0.9\t\nbroken line\n");
        File.WriteAllText(In("source.tsv"), "id\tname\nw:Q64\tBerlin\n");
        File.WriteAllText(In("lines.txt"), string.Concat(Enumerable.Repeat("Angela Merkel met Bob Smith in Berlin.\n", 50_000)));
        Directory.CreateDirectory(In("folder"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    private static void HasNoStackTrace(string error)
    {
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("annotate @folder", "folder': is a directory; a file is needed")]
    [InlineData("annotate @none.txt", "none.txt': no such file")]
    [InlineData("annotate --config @folder", "folder: is a directory; a file is needed")]
    [InlineData("annotate --set pii:profile", "--set: must look like KEY=VALUE")]
    [InlineData("annotate --set model:threads=many", "model:threads: must be a whole number, is 'many' (from --set)")]
    [InlineData("annotate --set linking:knowledgeBase=@folder", "folder': is a directory; a file is needed")]
    [InlineData("annotate --set linking:knowledgeBase=@bad.tsv",
        "bad.tsv': line 2: expected id, label, name, prior and aliases separated by tabs, 1 field found")]
    [InlineData("annotate --knowledge-base @source.tsv", "2 fields found; a table with column names is a source for 'streamner kb build'")]
    [InlineData("annotate --model @bad.tsv", "bad.tsv': is a file; a directory is needed")]
    [InlineData("annotate --model @none", "none': no such directory")]
    [InlineData("annotate --profile lax", "pii:profile: must be one of default, none, strict, hipaa-safe-harbor, pci, is 'lax' (from command line)")]
    [InlineData("tokenize @folder", "folder': is a directory; a file is needed")]
    [InlineData("tokenize --model @folder", "model:path: 'folder' has no config.json")]
    [InlineData("reveal @folder", "folder': is a directory; a file is needed")]
    [InlineData("eval ner @folder", "folder': is a directory; a file is needed")]
    [InlineData("eval pii @bad.tsv --examples many", "--examples must be a whole number, 0 or more, is 'many'")]
    [InlineData("eval linking @bad.tsv --match title", "--match must be id or name, is 'title'")]
    [InlineData("demo --messages many", "--messages must be a whole number, 0 or more, is 'many'")]
    [InlineData("demo --messages -1", "--messages must be a whole number, 0 or more, is '-1'")]
    [InlineData("bench --lines 0", "--lines must be a whole number, 1 or more, is '0'")]
    [InlineData("bench @folder", "folder': is a directory; a file is needed")]
    [InlineData("dead-letters --max -5", "--max must be a whole number, 0 or more, is '-5'")]
    [InlineData("topics create --replication two", "--replication must be a whole number, 1 to 32767, is 'two'")]
    [InlineData("anotate @bad.tsv", "Unrecognized command or argument 'anotate'; did you mean 'annotate'?")]
    [InlineData("config schow", "Unrecognized command or argument 'schow'; did you mean 'show'?")]
    [InlineData("run --bootstrap-server localhost:1", "Unrecognized command or argument '--bootstrap-server'; did you mean '--bootstrap-servers'?")]
    [InlineData("run --group ner --input raw", "kafka:bootstrapServers: is required (--bootstrap-servers)")]
    [InlineData("annotate --set nonsense=1", "streamner: 'streamner config show --describe' lists all settings")]
    [InlineData(Worker + " --metrics-port 99999", "http:port: must be 0 to 65535, is 99999")]
    [InlineData(Worker + " --set kafka:client:foo=1", "kafka:client:foo: librdkafka has no such property")]
    [InlineData(Worker + " --set kafka:client:security.protocl=ssl",
        "kafka:client:security.protocl: librdkafka has no such property; did you mean 'security.protocol'?")]
    [InlineData(Worker + " --set kafka:client:security.protocol=tls", "kafka:client:security.protocol: Invalid value")]
    [InlineData(Worker + " --set kafka:consumer:session.timeout.ms=soon", "kafka:consumer:session.timeout.ms: Invalid value")]
    [InlineData(Worker + " --set kafka:producer:linger.ms=-5", "kafka:producer:linger.ms: Configuration property")]
    [InlineData(Worker + " --set kafka:client:security.protocol=ssl --set kafka:client:ssl.ca.location=@none.pem", "none.pem': no such file")]
    [InlineData(Worker + " --set kafka:client:security.protocol=ssl --set kafka:client:ssl.ca.location=@bad.tsv",
        "kafka:client: librdkafka refuses these properties: ssl.ca.location")]
    [InlineData(Worker + " --set kafka:client:security.protocol=sasl_ssl --set kafka:client:sasl.mechanism=FOO",
        "kafka:client: librdkafka refuses these properties: ")]
    [InlineData(Worker + " --schema-registry https://localhost:1 --set schemaRegistry:caFile=@folder", "folder': is a directory; a file is needed")]
    public async Task Wrong_usage_and_settings_are_exit_code_2(string arguments, string expected)
    {
        var result = await ChildProgram.Run(arguments.Replace("@", _folder + "/", StringComparison.Ordinal).Split(' '));
        Assert.True(result.ExitCode == 2, result.Error);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Required command", result.Error, StringComparison.Ordinal);
        HasNoStackTrace(result.Error);
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task A_labelled_file_of_another_form_is_named_with_its_line()
    {
        var result = await ChildProgram.Run("eval", "ner", In("bad.tsv"));
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("bad.tsv: line 1 is not a token and a BIO tag", result.Error, StringComparison.Ordinal);
        HasNoStackTrace(result.Error);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named_with_its_setting()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var result = await ChildProgram.Run([.. Worker.Split(' '), "--metrics-port", $"{port}"]);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"cannot listen on 127.0.0.1:{port} (http:address, http:port): Address already in use", result.Error,
            StringComparison.Ordinal);
        HasNoStackTrace(result.Error);
        var elsewhere = await ChildProgram.Run([.. Worker.Split(' '), "--metrics-port", $"{port}", "--http-address", "192.0.2.1"]);
        Assert.Equal(1, elsewhere.ExitCode);
        Assert.Contains($"cannot listen on 192.0.2.1:{port} (http:address, http:port): Cannot assign requested address", elsewhere.Error,
            StringComparison.Ordinal);
        HasNoStackTrace(elsewhere.Error);
    }

    [Fact]
    public async Task Dead_letters_says_which_brokers_do_not_answer()
    {
        var result = await ChildProgram.Run("dead-letters", "--bootstrap-servers", "localhost:1", "--dead-letter", "raw.dlq");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("no broker of localhost:1 (kafka:bootstrapServers) answers: ", result.Error, StringComparison.Ordinal);
        HasNoStackTrace(result.Error);
    }

    [Fact]
    public async Task Bench_says_at_once_that_no_broker_answers()
    {
        var result = await ChildProgram.Run("bench", "--bootstrap-servers", "localhost:1", "--lines", "10");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("no broker of localhost:1 (--bootstrap-servers) answers", result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("annotate")]
    [InlineData("tokenize")]
    public async Task Work_ends_quietly_when_the_reader_of_its_output_has_gone(string command)
    {
        var (code, error) = await Shell($"'{ChildProgram.Path}' {command} '{In("lines.txt")}' | head -n 1 > '{In("first")}'; exit ${{PIPESTATUS[0]}}");
        Assert.Equal(141, code);
        Assert.NotEmpty(await File.ReadAllTextAsync(In("first")));
        Assert.DoesNotContain("streamner: failed", error, StringComparison.Ordinal);
        HasNoStackTrace(error);
    }

    [Theory]
    [InlineData("annotate")]
    [InlineData("tokenize")]
    public async Task A_full_disk_is_named(string command)
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "there is no /dev/full");
        var (code, error) = await Shell($"'{ChildProgram.Path}' {command} '{In("lines.txt")}' > /dev/full");
        Assert.Equal(1, code);
        Assert.Contains("streamner: failed: standard output: No space left on device", error, StringComparison.Ordinal);
        HasNoStackTrace(error);
    }

    private static async Task<(int Code, string Error)> Shell(string script)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "pipes of Unix");
        var start = new ProcessStartInfo("bash", ["-c", script])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8
        };
        using var process = Process.Start(start)!;
        var error = await process.StandardError.ReadToEndAsync().WaitAsync(TimeSpan.FromMinutes(2));
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2));
        return (process.ExitCode, error);
    }
}
