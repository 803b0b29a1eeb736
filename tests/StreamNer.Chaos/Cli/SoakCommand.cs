using System.CommandLine;
using StreamNer.Chaos.Soak;

namespace StreamNer.Chaos.Cli;

/// <summary><c>soak</c>: one worker over many records, or under more than it can do.</summary>
internal static class SoakCommand
{
    public static Command Create()
    {
        var records = new Option<long>("--records") { Description = "So many records in one run." };
        var overload = new Option<double>("--overload") { Description = "So many times what the worker can do, for --minutes." };
        var minutes = new Option<double>("--minutes") { Description = "How long the overload lasts.", DefaultValueFactory = _ => 10 };
        var warmUp = new Option<double>("--warm-up")
        {
            Description = "Minutes of overload that are not judged: every buffer must have met its longest text first.",
            DefaultValueFactory = _ => 0
        };
        var seed = new Option<int>("--seed") { Description = "Seeds the load.", DefaultValueFactory = _ => 1 };
        var model = new Option<string>("--model") { Description = "A model's folder. Default: a tiny one.", DefaultValueFactory = _ => "" };
        var settings =
            new Option<string[]>("--set") { Description = "A setting of the worker, such as cache:megabytes=0.", DefaultValueFactory = _ => [] };
        var report = new Option<string>("--report") { Description = "Where reports go, without extension.", DefaultValueFactory = _ => "soak" };
        var folder = new Option<string>("--folder")
        {
            Description = "Data and logs; kept. Default: a temporary folder, removed when all is level.",
            DefaultValueFactory = _ => ""
        };
        var streamner = new Option<string>("--streamner") { Description = "The program under test.", DefaultValueFactory = _ => Given.Streamner };
        var command = new Command("soak", "One worker under overload or over many records: its memory and descriptors must stay level.")
        {
            records, overload, minutes, warmUp, seed, model, settings, report, folder, streamner,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            if ((parsed.GetValue(records) > 0) == (parsed.GetValue(overload) > 0))
                return Given.Refuse("either --records or --overload must be given");
            if (Given.KafkaLauncher.Length == 0) return Given.Refuse(Given.NoKafka);
            var kept = parsed.GetValue(folder)!;
            var options = new SoakOptions
            {
                Records = parsed.GetValue(records),
                Factor = parsed.GetValue(overload),
                Length = TimeSpan.FromMinutes(parsed.GetValue(minutes)),
                WarmUp = TimeSpan.FromMinutes(parsed.GetValue(warmUp)),
                Seed = parsed.GetValue(seed),
                Model = parsed.GetValue(model)!,
                Settings = parsed.GetValue(settings)!,
                Streamner = Path.GetFullPath(parsed.GetValue(streamner)!),
                KafkaLauncher = Given.KafkaLauncher,
                Report = parsed.GetValue(report)!,
                Folder = Given.Folder(kept),
            };
            var result = await new SoakRun(options, Console.Out).Run(Given.Command(parsed), cancel);
            await result.Write(options.Report);
            Console.WriteLine(result.Markdown());
            if (kept.Length == 0 && result.Held) Directory.Delete(options.Folder, recursive: true);
            else Console.WriteLine($"data and logs: {options.Folder}");
            return result.Held ? 0 : 1;
        });
        return command;
    }
}
