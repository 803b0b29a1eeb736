using StreamNer.KafkaTests;
using StreamNer.KafkaTests.Flow;
using StreamNer.KafkaTests.Leaks;

// With "worker" or "unhandled" first, this program is a process for tests to kill or to see die, with "client" one that names its Kafka library;
// else it runs the tests.
return args switch
{
    ["worker", .. var settings] => await WorkerProcess.Run(settings),
    ["unhandled", var format] => await FaultLeakTests.DieUnhandled(format),
    ["client"] => ClientLibraryTests.PassOneRecord(),
    _ => await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args),
};
