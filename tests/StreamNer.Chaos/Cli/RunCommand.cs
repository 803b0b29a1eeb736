using System.CommandLine;
using StreamNer.Chaos.Checking;
using StreamNer.Chaos.Faults;

namespace StreamNer.Chaos.Cli;

/// <summary><c>run</c>: one chaos run and its report.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var seed = new Option<int>("--seed") { Description = "Seeds load and schedule.", DefaultValueFactory = _ => 1 };
        var minutes = new Option<double>("--minutes") { Description = "How long faults strike.", DefaultValueFactory = _ => 2 };
        var faults = new Option<string>("--faults")
        {
            Description = "Comma-separated names; see the command faults.",
            DefaultValueFactory = _ =>
            "default"
        };
        var protocol = new Option<string>("--protocol")
        {
            Description = "The group protocol.",
            DefaultValueFactory = _ =>
            "classic"
        }.AcceptOnlyFromAmong("classic", "consumer");
        var delivery = new Option<string>("--delivery")
        {
            Description = "The promise under test.",
            DefaultValueFactory = _ =>
            "exactly-once"
        }.AcceptOnlyFromAmong("exactly-once", "at-least-once");
        var brokers = new Option<string>("--brokers") { DefaultValueFactory = _ => "3" }.AcceptOnlyFromAmong("1", "3");
        var workers = new Option<int>("--workers") { DefaultValueFactory = _ => 3 };
        var partitions = new Option<int>("--partitions") { DefaultValueFactory = _ => 6 };
        var rate = new Option<double>("--rate") { Description = "Input records a second.", DefaultValueFactory = _ => 200 };
        var processGap =
            new Option<double>("--process-gap") { Description = "Mean seconds between two process faults.", DefaultValueFactory = _ => 6 };
        var brokerGap = new Option<double>("--broker-gap")
        {
            Description = "Mean seconds between the end of another fault and the next.",
            DefaultValueFactory = _ => 8
        };
        var single = new Option<bool>("--single") { Description = "One fault at a time, the next after recovery: for recovery times." };
        var report = new Option<string>("--report") { Description = "Where reports go, without extension.", DefaultValueFactory = _ => "chaos" };
        var folder = new Option<string>("--folder")
        {
            Description = "Data and logs; kept. Default: a temporary folder, removed when every rule held.",
            DefaultValueFactory = _ => ""
        };
        var streamner = new Option<string>("--streamner") { Description = "The program under test.", DefaultValueFactory = _ => Given.Streamner };
        var command =
            new Command("run",
            "Runs once and writes a report (Markdown and JSON). The script that starts brokers is named by STREAMNER_TEST_KAFKA_LAUNCHER, the "
            + "folder of toxiproxy-server by STREAMNER_TEST_TOOLS, the script that starts a schema registry by STREAMNER_TEST_REGISTRY_LAUNCHER.")
        {
            seed, minutes, faults, protocol, delivery, brokers, workers, partitions, rate, processGap, brokerGap, single, report, folder, streamner,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            var kept = parsed.GetValue(folder)!;
            var options = new ChaosOptions
            {
                Seed = parsed.GetValue(seed),
                Length = TimeSpan.FromMinutes(parsed.GetValue(minutes)),
                Faults = parsed.GetValue(faults)!.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
                Protocol = parsed.GetValue(protocol)!,
                Delivery = parsed.GetValue(delivery) == "exactly-once" ? Promise.ExactlyOnce : Promise.AtLeastOnce,
                Brokers = parsed.GetValue(brokers) == "3" ? 3 : 1,
                Workers = parsed.GetValue(workers),
                Partitions = parsed.GetValue(partitions),
                Rate = parsed.GetValue(rate),
                ProcessGap = parsed.GetValue(processGap),
                BrokerGap = parsed.GetValue(brokerGap),
                Single = parsed.GetValue(single),
                Streamner = Path.GetFullPath(parsed.GetValue(streamner)!),
                KafkaLauncher = Given.KafkaLauncher,
                RegistryLauncher = Given.RegistryLauncher,
                Tools = Given.Tools,
                Report = parsed.GetValue(report)!,
                Folder = Given.Folder(kept),
            };
            if (options.KafkaLauncher.Length == 0) return Given.Refuse(Given.NoKafka);
            if (!File.Exists(options.Streamner)) return Given.Refuse($"--streamner: there is no {options.Streamner}");
            try
            {
                FaultTable.Choose(options);
            }
            catch (UsageException e)
            {
                return Given.Refuse(e.Message);
            }

            var result = await Conductor.Run(options, Given.Command(parsed), Console.Out, cancel);
            await result.Write(options.Report);
            Console.WriteLine(await File.ReadAllTextAsync(options.Report + ".md", CancellationToken.None));
            if (kept.Length == 0 && result.Held) Directory.Delete(options.Folder, recursive: true);
            else Console.WriteLine($"data and logs: {options.Folder}");
            return result.Held ? 0 : 1;
        });
        return command;
    }
}
