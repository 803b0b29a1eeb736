using System.CommandLine;
using StreamNer.Chaos.Checking;

namespace StreamNer.Chaos.Cli;

/// <summary><c>check</c>: the checker's process.</summary>
internal static class CheckCommand
{
    public static Command Create()
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
                parsed.GetValue(bootstrap)!, parsed.GetValue(delivery), parsed.GetValue(partitions), parsed.GetValue(framed),
                TimeSpan.FromSeconds(parsed.GetValue(timeout)));
            await checker.Run(Console.In, Console.Out, parsed.GetValue(verdict)!);
            return 0;
        });
        return command;
    }
}
