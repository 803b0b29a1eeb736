using System.CommandLine;
using StreamNer.Chaos.Cli;

var root =
    new RootCommand("Breaks a cluster and its workers by a seeded plan, and judges from outside whether delivery held. Exit code 0: every rule "
    + "held; 1: one was broken; 2: cannot run.")
{
    RunCommand.Create(), SoakCommand.Create(), FaultsCommand.Create(), CheckCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
