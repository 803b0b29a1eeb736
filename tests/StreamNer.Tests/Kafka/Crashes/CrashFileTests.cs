using StreamNer.Diagnostics;
using StreamNer.Flow.Crashes;
using StreamNer.Kafka.Crashes;
using StreamNer.Tests.Onnx;

namespace StreamNer.Tests.Kafka.Crashes;

public sealed class CrashFileTests : IDisposable
{
    private static readonly CrashState s_state = new()
    {
        End = LifeEnd.Hung,
        OomKills = 3,
        ControlRange = 20.5,
        OnTrial = new Trial(new("raw", 1, 9_007_199_254_740_993), 0.25, ShortOfMemory: true),
        InFlight = [new("raw", 1, 5, 9)],
        Stuck = [new("raw", 1, 5, 9, 2), new("other", 0, 0, 0, 1)],
        Suspects = [new("raw", 1, 5, 9, 3)],
        Struck = new Strikes(new("raw", 1, 7), 2),
    };

    private readonly TemporaryDirectory _folder = new();

    private string File => Path.Combine(_folder.Path, "worker.crash");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_state_is_read_as_it_was_written_and_a_shorter_one_replaces_it_whole()
    {
        Save(s_state);
        Assert.Equivalent(s_state, Read(), strict: true);
        Save(new CrashState { OomKills = 4 });
        Assert.Equivalent(new CrashState { OomKills = 4 }, Read(), strict: true);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"end\":\"run")]
    [InlineData("null")]
    [InlineData("not a state")]
    public void What_cannot_be_read_counts_as_an_end_in_order(string content)
    {
        Save(new CrashState());
        System.IO.File.WriteAllText(File, content);
        Assert.Equal(LifeEnd.Orderly, Read().End);
    }

    [Fact]
    public void A_life_that_is_left_open_is_found_and_one_that_is_closed_is_not()
    {
        var guard = GuardFile.Open(File, new CrashGuardOptions(), EventLog.None)!;
        Assert.Equal(LifeEnd.Running, Read().End);
        guard.Dispose();
        Assert.Equal(LifeEnd.Orderly, Read().End);
    }

    [Fact]
    public void A_file_that_others_may_write_is_not_believed()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("file modes are of Unix");
            return;
        }

        Save(s_state);
        System.IO.File.SetUnixFileMode(File, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherWrite);
        Assert.Null(CrashFile.Open(File, EventLog.None));
        System.IO.File.Delete(File);
        System.IO.File.CreateSymbolicLink(File, Path.Combine(_folder.Path, "elsewhere"));
        Assert.Null(CrashFile.Open(File, EventLog.None));
    }

    [Fact]
    public void Where_no_file_can_be_made_there_is_no_guard_but_a_warning()
    {
        var events = new List<LogEvent>();
        Assert.Null(GuardFile.Open(Path.Combine(_folder.Path, "gone", "worker.crash"), new CrashGuardOptions(), new EventLog(events.Add)));
        Assert.Equal("crash.file", Assert.Single(events).Name);
    }

    private void Save(CrashState state)
    {
        using var file = CrashFile.Open(File, EventLog.None)!;
        file.Save(state, durable: true);
    }

    private CrashState Read()
    {
        using var file = CrashFile.Open(File, EventLog.None)!;
        return file.Read();
    }
}
