using StreamNer.Tests.Host.Cli;
using StreamNer.Tests.Laws;
using StreamNer.Tests.Setup;

[assembly: TestCollectionOrderer(typeof(StreamNer.Tests.LongUnitTestsFirst))]

namespace StreamNer.Tests;

/// <summary>Those that take the better part of a minute.</summary>
internal sealed class LongUnitTestsFirst() : LongFirst(typeof(AnnotateCommandTests), typeof(PackageChoiceTests), typeof(BatchInvarianceTests));
