using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using StreamNer.Host.Work;
using StreamNer.Tests.Flow;

namespace StreamNer.Tests.Host.Cli;

/// <summary>Ctrl-C and SIGTERM while the model works.</summary>
public sealed class StopTests : IDisposable
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(20);
    private readonly string _folder = Directory.CreateTempSubdirectory("streamner-stop").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(Signals.Interrupt, 130)]
    [InlineData(Signals.Terminate, 143)]
    public async Task Annotate_of_twenty_thousand_lines_ends_at_once_with_whole_lines(int signal, int code)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are of Unix");
        var file = Path.Combine(_folder, "lines.txt");
        await File.WriteAllLinesAsync(file, Enumerable.Range(0, 20_000).Select(Sentence));
        using var process = ChildProgram.Start([], "annotate", file);
        var error = process.StandardError.ReadToEndAsync();
        var lines = new StringBuilder((await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1)))!).Append('\n');
        var rest = process.StandardOutput.ReadToEndAsync();
        Signals.Send(process, signal);
        await End(process);
        Assert.True(process.ExitCode == code, $"{process.ExitCode}: {await error}");
        lines.Append(await rest);
        Assert.Equal('\n', lines[^1]);
        var written = lines.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.InRange(written.Length, 1, 19_999);
        for (var i = 0; i < written.Length; i++)
        {
            using var json = JsonDocument.Parse(written[i]);
            Assert.StartsWith($"{i:00000} people", json.RootElement.GetProperty("text").GetString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("eval")]
    [InlineData("bench")]
    [InlineData("demo")]
    public async Task Other_commands_end_as_soon(string command)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "looks for the model's library in /proc");
        var file = Path.Combine(_folder, "sentences.conll");
        var sentences = Enumerable.Range(0, 20_000).SelectMany(i => Sentence(i).Split(' ').Select(word => word + " O").Append(""));
        await File.WriteAllLinesAsync(file, sentences);
        using var process = command switch
        {
            "eval" => ChildProgram.Start([], "eval", "ner", file),
            "bench" => ChildProgram.Start([], "bench", "--lines", "20000"),
            _ => ChildProgram.Start([], "demo", "--messages", "0"),
        };
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        var maps = $"/proc/{process.Id}/maps";
        await Some.Until(() => File.ReadAllText(maps).Contains("libonnxruntime", StringComparison.Ordinal), "the model is being loaded");
        Signals.Send(process, Signals.Interrupt);
        await End(process);
        Assert.True(process.ExitCode == 130, $"{process.ExitCode}: {await error} {await output}");
    }

    [Fact]
    public async Task Who_is_still_there_after_the_grace_is_ended_with_the_code_of_the_signal()
    {
        var left = new ConcurrentQueue<int>();
        var explained = 0;
        using var signals = new StopSignals(TimeSpan.FromMilliseconds(1), left.Enqueue) { Explain = () => Interlocked.Increment(ref explained) };
        signals.On(new PosixSignalContext(PosixSignal.SIGTERM), 143);
        Assert.True(signals.Stop.WaitHandle.WaitOne(s_deadline));
        await Some.Until(() => !left.IsEmpty, "the process is left");
        Assert.Equal((143, 1, 143), (Assert.Single(left), explained, signals.Code));
    }

    [Fact]
    public void A_second_signal_leaves_at_once()
    {
        var left = new ConcurrentQueue<int>();
        using var signals = new StopSignals(s_deadline, left.Enqueue);
        signals.On(new PosixSignalContext(PosixSignal.SIGTERM), 143);
        Assert.Empty(left);
        signals.On(new PosixSignalContext(PosixSignal.SIGINT), 130);
        Assert.Equal(130, Assert.Single(left));
    }

    private static string Sentence(int number) =>
        $"{number:00000} people met in Berlin with Bob Smith of Google, and Angela Merkel wrote about them from Paris to friends in London";

    private static async Task End(Process process)
    {
        using var deadline = new CancellationTokenSource(s_deadline);
        using var kill = deadline.Token.Register(() => process.Kill(entireProcessTree: true));
        await process.WaitForExitAsync(CancellationToken.None);
        Assert.False(deadline.IsCancellationRequested, "it had to be killed");
    }
}
