using System.CommandLine;
using StreamNer.Chaos;
using StreamNer.Chaos.Checking;
using StreamNer.Chaos.Faults;

var root = new RootCommand("Breaks a cluster and its workers by a seeded plan, and judges from outside whether delivery held. Exit code 0: every rule held; 1: one was broken; 2: cannot run.");
root.Subcommands.Add(RunCommand());
root.Subcommands.Add(CheckCommand());
root.Subcommands.Add(ListCommand());
return await root.Parse(args).InvokeAsync();

static Command RunCommand()
{
    var seed = new Option<int>("--seed") { Description = "Seeds load and schedule.", DefaultValueFactory = _ => 1 };
    var minutes = new Option<double>("--minutes") { Description = "How long faults strike.", DefaultValueFactory = _ => 2 };
    var faults = new Option<string>("--faults") { Description = "Comma-separated names; see the command faults.", DefaultValueFactory = _ => "default" };
    var protocol = new Option<string>("--protocol") { Description = "The group protocol.", DefaultValueFactory = _ => "classic" }.AcceptOnlyFromAmong("classic", "consumer");
    var delivery = new Option<string>("--delivery") { Description = "The promise under test.", DefaultValueFactory = _ => "exactly-once" }.AcceptOnlyFromAmong("exactly-once", "at-least-once");
    var brokers = new Option<string>("--brokers") { DefaultValueFactory = _ => "3" }.AcceptOnlyFromAmong("1", "3");
    var workers = new Option<int>("--workers") { DefaultValueFactory = _ => 3 };
    var partitions = new Option<int>("--partitions") { DefaultValueFactory = _ => 6 };
    var rate = new Option<double>("--rate") { Description = "Input records a second.", DefaultValueFactory = _ => 200 };
    var processGap = new Option<double>("--process-gap") { Description = "Mean seconds between two process faults.", DefaultValueFactory = _ => 6 };
    var brokerGap = new Option<double>("--broker-gap") { Description = "Mean seconds between the end of another fault and the next.", DefaultValueFactory = _ => 8 };
    var single = new Option<bool>("--single") { Description = "One fault at a time, the next after recovery: for recovery times." };
    var report = new Option<string>("--report") { Description = "Where reports go, without extension.", DefaultValueFactory = _ => "chaos" };
    var folder = new Option<string>("--folder") { Description = "Data and logs; kept. Default: a temporary folder, removed when every rule held.", DefaultValueFactory = _ => "" };
    var streamner = new Option<string>("--streamner") { Description = "The program under test.", DefaultValueFactory = _ => Path.Combine(AppContext.BaseDirectory, "streamner") };
    var command = new Command("run", "Runs once and writes a report (Markdown and JSON). The script that starts brokers is named by STREAMNER_TEST_KAFKA_LAUNCHER, the folder of toxiproxy-server by STREAMNER_TEST_TOOLS, the script that starts a schema registry by STREAMNER_TEST_REGISTRY_LAUNCHER.")
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
            KafkaLauncher = Environment.GetEnvironmentVariable("STREAMNER_TEST_KAFKA_LAUNCHER") ?? "",
            RegistryLauncher = Environment.GetEnvironmentVariable("STREAMNER_TEST_REGISTRY_LAUNCHER") ?? "",
            Tools = Environment.GetEnvironmentVariable("STREAMNER_TEST_TOOLS") ?? "",
            Report = parsed.GetValue(report)!,
            Folder = kept.Length > 0 ? Directory.CreateDirectory(kept).FullName : Directory.CreateTempSubdirectory("streamner-chaos-").FullName,
        };
        if (options.KafkaLauncher.Length == 0) return Usage("no Kafka: set STREAMNER_TEST_KAFKA_LAUNCHER to a script that starts brokers");
        if (!File.Exists(options.Streamner)) return Usage($"--streamner: there is no {options.Streamner}");
        try
        {
            FaultTable.Choose(options);
        }
        catch (UsageException e)
        {
            return Usage(e.Message);
        }

        var result = await Conductor.Run(options, "StreamNer.Chaos " + string.Join(' ', parsed.Tokens.Select(token => token.Value)), Console.Out, cancel);
        await result.Write(options.Report);
        Console.WriteLine(await File.ReadAllTextAsync(options.Report + ".md", CancellationToken.None));
        if (kept.Length == 0 && result.Held) Directory.Delete(options.Folder, recursive: true);
        else Console.WriteLine($"data and logs: {options.Folder}");
        return result.Held ? 0 : 1;
    });
    return command;
}

static Command CheckCommand()
{
    var bootstrap = new Option<string>("--bootstrap") { Required = true };
    var delivery = new Option<Promise>("--delivery") { Required = true };
    var partitions = new Option<int>("--partitions") { Required = true };
    var framed = new Option<bool>("--framed") { Required = true };
    var timeout = new Option<double>("--transaction-timeout") { Required = true };
    var verdict = new Option<string>("--verdict") { Required = true };
    var command = new Command("check", "The checker; run starts it.") { bootstrap, delivery, partitions, framed, timeout, verdict };
    command.Hidden = true;
    command.SetAction(async (parsed, _) =>
    {
        using var checker = new Checker(
            parsed.GetValue(bootstrap)!, parsed.GetValue(delivery), parsed.GetValue(partitions), parsed.GetValue(framed), TimeSpan.FromSeconds(parsed.GetValue(timeout)));
        await checker.Run(Console.In, Console.Out, parsed.GetValue(verdict)!);
        return 0;
    });
    return command;
}

static Command ListCommand()
{
    var command = new Command("faults", "Lists the faults.");
    command.SetAction(_ =>
    {
        foreach (var fault in FaultTable.All.DistinctBy(fault => fault.Name))
            Console.WriteLine($"{fault.Name,-22} {fault.Sort,-8} {fault.What}{(fault.OnRequest is { } why ? $" (on request: {why})" : "")}");
    });
    return command;
}

static int Usage(string message)
{
    Console.Error.WriteLine(message);
    return 2;
}
