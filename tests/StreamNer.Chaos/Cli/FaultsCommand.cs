using System.CommandLine;
using StreamNer.Chaos.Faults;

namespace StreamNer.Chaos.Cli;

/// <summary><c>faults</c>: what there is to choose from.</summary>
internal static class FaultsCommand
{
    public static Command Create()
    {
        var command = new Command("faults", "Lists the faults.");
        command.SetAction(_ =>
        {
            foreach (var fault in FaultTable.All.DistinctBy(fault => fault.Name))
                Console.WriteLine($"{fault.Name,-22} {fault.Sort,-8} {fault.What}{(fault.OnRequest is { } why ? $" (on request: {why})" : "")}");
        });
        return command;
    }
}
