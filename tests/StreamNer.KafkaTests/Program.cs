using StreamNer.KafkaTests.Flow;
using StreamNer.KafkaTests.Leaks;

// With "worker" or "unhandled" first, this program is a process for tests to kill or to see die; else it runs the tests.
return args switch
{
    ["worker", .. var settings] => await WorkerProcess.Run(settings),
    ["unhandled", var format] => await FaultLeakTests.DieUnhandled(format),
    _ => await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args),
};
