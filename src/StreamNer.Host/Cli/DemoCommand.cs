using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Spectre.Console;
using StreamNer.Diagnostics;
using StreamNer.Host.Configuration;
using StreamNer.Host.Demo;
using StreamNer.Host.Work;
using StreamNer.Kafka;
using StreamNer.Work;
using EventLog = StreamNer.Diagnostics.EventLog;

namespace StreamNer.Host.Cli;

/// <summary><c>demo</c>: sample messages through the real worker and model, on a Kafka cluster inside this process.</summary>
internal static class DemoCommand
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var messages = new NumberOption("--messages", 0, "Number of messages; 0 continues until Ctrl-C.", fallback: 2_000);
        var json = new Option<bool>("--json") { Description = "Print only the final account, as one JSON object." };
        var command =
            new Command("demo",
            "Stream sample messages through the real model on an embedded Kafka cluster and show the results. Needs no other service.") { messages,
            json };
        var flags = new SettingFlags(command, AnnotateCommand.Model);
        command.SetAction((parsed, _) => StopSignals.Run(async stop =>
        {
            using var cluster = new EmbeddedCluster();
            foreach (var topic in (string[])[DemoTopics.Input, DemoTopics.Enriched, DemoTopics.DeadLetter])
                cluster.CreateTopic(topic, DemoTopics.Partitions);
            return flags.Load(parsed, kafka: true, OwnSettings(cluster)) is { Settings: var settings }
                ? await Run(settings, parsed.GetValue(messages)!.Value, parsed.GetValue(json), stop) : ExitCode.Usage;
        }));
        return command;
    }

    // The embedded cluster cannot show exactly-once; UTF-16 offsets are what the screen cuts by.
    private static IEnumerable<(string, string)> OwnSettings(EmbeddedCluster cluster) =>
    [
        ("kafka:bootstrapServers", cluster.BootstrapServers), ("kafka:inputs:0", DemoTopics.Input), ("kafka:output", DemoTopics.Enriched),
        ("kafka:deadLetter", DemoTopics.DeadLetter), ("kafka:group", "demo"), ("kafka:delivery", "at-least-once"), ("output:format", "json"),
        ("input:format", "text"), ("pipeline:offsets", "utf16"), ("pii:onModelDown", "stop"),
    ];

    private static async Task<int> Run(Settings settings, int count, bool json, CancellationToken stop)
    {
        using var telemetry = new Telemetry();
        using var finished = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var account = new DemoAccount();
        var topics = new DemoTopics(settings.Kafka.BootstrapServers, account);
        var status = "loading the model";
        var log = new EventLog(entry => status = entry.Message);
        var health = new WorkerHealth();
        var stream = new StreamWorker(settings, telemetry, log, health)
        {
            Embedded = true,
            Around = ProcessSurroundings.Of(settings, telemetry),
        };
        var worker = Task.Run(() => stream.Run(finished.Token, abandon: stop));
        var reader = Task.Factory.StartNew(() =>
            topics.Read(finished.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var work = Follow(topics.Send(count, stop), worker, account, stop);
        await Show(work, account, count, () => status, quiet: json);
        await finished.CancelAsync();
        await Task.WhenAll(worker, reader, work);
        var code = Finish(account, json, stop.IsCancellationRequested);
        stop.ThrowIfCancellationRequested();
        return code;
    }

    /// <summary>Until all that was sent has come out again, or the worker has ended (it should not), or nothing moves, or it is stopped.</summary>
    private static async Task Follow(Task sending, Task worker, DemoAccount account, CancellationToken stop)
    {
        await Task.WhenAny(sending, worker);
        if (sending.IsCompleted) await sending;
        var (last, since) = (-1, Stopwatch.GetTimestamp());
        while (account.Total < account.Sent && !worker.IsCompleted && !stop.IsCancellationRequested && Stopwatch.GetElapsedTime(since) < s_patience)
        {
            if (account.Total != last) (last, since) = (account.Total, Stopwatch.GetTimestamp());
            await Task.Delay(20, CancellationToken.None);
        }
    }

    private static async Task Show(Task work, DemoAccount account, int count, Func<string> status, bool quiet)
    {
        var started = Stopwatch.GetTimestamp();
        if (quiet)
        {
            await Task.WhenAny(work);
            return;
        }

        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Capabilities.Ansi = false;
            AnsiConsole.Profile.Width = 200;
            await ShowPlain(work, account, count);
            return;
        }

        await AnsiConsole.Live(new Markup("")).AutoClear(true).StartAsync(async live =>
        {
            while (!work.IsCompleted)
            {
                live.UpdateTarget(DemoView.Screen(account, count, status(), Stopwatch.GetElapsedTime(started), AnsiConsole.Profile.Height));
                await Task.WhenAny(work, Task.Delay(150));
            }
        });
        foreach (var message in account.Recent(10)) AnsiConsole.MarkupLine(DemoView.Message(message));
    }

    /// <summary>Without a terminal: a message now and then, and how far it is.</summary>
    private static async Task ShowPlain(Task work, DemoAccount account, int count)
    {
        var shown = 0;
        while (!work.IsCompleted)
        {
            await Task.WhenAny(work, Task.Delay(1_000));
            foreach (var message in account.Recent(2)) AnsiConsole.MarkupLine(DemoView.Message(message));
            if (account.Total == shown) continue;
            shown = account.Total;
            AnsiConsole.MarkupLine($"-- {shown}{(count > 0 ? $" of {count}" : "")} messages");
        }
    }

    private static int Finish(DemoAccount account, bool json, bool stopped)
    {
        var complete = account.Total == account.Sent;
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(new
            {
                sent = account.Sent,
                enriched = account.Enriched,
                rejected = account.Rejected,
                tombstones = account.Tombstones,
                complete,
            }));
        }
        else
        {
            AnsiConsole.WriteLine();
            AnsiConsole.Write(DemoView.Counts(account));
            AnsiConsole.WriteLine(DemoView.Summary(account));
            if (stopped) AnsiConsole.WriteLine($"stopped with {account.Sent - account.Total} messages under way");
            else if (!complete) AnsiConsole.WriteLine($"{account.Sent - account.Total} messages have not come out: the account does not add up");
        }

        return complete ? ExitCode.Ok : ExitCode.Failed;
    }
}
