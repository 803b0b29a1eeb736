using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using StreamNer.Flow;
using StreamNer.Kafka;
using StreamNer.Output;

namespace StreamNer.KafkaTests.Flow;

/// <summary>A worker in a process of its own, to be killed, frozen and woken.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;

    private WorkerProcess(Process process) => (_process, _output) = (process, process.StandardOutput.ReadToEndAsync());

    /// <summary>Starts one whose pipeline takes <paramref name="batchMs"/> for each batch.</summary>
    public static WorkerProcess Start(KafkaOptions options, int batchMs, string slots)
    {
        var start =
            new ProcessStartInfo(Environment.ProcessPath!,
            ["worker", JsonSerializer.Serialize(options), batchMs.ToString(CultureInfo.InvariantCulture), slots])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
            };
        return new WorkerProcess(Process.Start(start) ?? throw new InvalidOperationException("no process"));
    }

    public bool HasExited => _process.HasExited;

    /// <summary>SIGKILL.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGSTOP, SIGCONT or SIGTERM.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Waits for the end; exit code and what it said.</summary>
    public async Task<(int Code, string Output)> Ended()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await _process.WaitForExitAsync(limit.Token);
        return (_process.ExitCode, await _output);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await Kill();
        _process.Dispose();
    }

    /// <summary>The worker: options as JSON, milliseconds for each batch, folder of instance locks. SIGTERM drains; 1 with the message when it must
    /// stop.</summary>
    public static async Task<int> Run(string[] settings)
    {
        var options = JsonSerializer.Deserialize<KafkaOptions>(settings[0])!;
        var pause = TimeSpan.FromMilliseconds(int.Parse(settings[1], CultureInfo.InvariantCulture));
        var stopped = new TaskCompletionSource();
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            stopped.TrySetResult();
        });
        await using var worker = TestWorker.Start(options, Enrich, slots: settings[2]);
        try
        {
            await Task.WhenAny(worker.Running, stopped.Task);
            return (await worker.Stop()).Drained ? 0 : 1;
        }
        catch (KafkaFatalException e)
        {
            await Console.Out.WriteLineAsync(e.Message);
            return 1;
        }
        finally
        {
            foreach (var entry in worker.Events) await Console.Out.WriteLineAsync($"{entry.Name} {entry.Message}");
        }

        async ValueTask<IReadOnlyList<Outcome>> Enrich(MicroBatch batch, CancellationToken cancel)
        {
            await Task.Delay(pause, cancel);
            return TestWorker.Outcomes(batch);
        }
    }
}
