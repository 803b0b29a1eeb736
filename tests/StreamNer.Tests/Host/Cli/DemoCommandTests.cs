using System.Text.Json;

namespace StreamNer.Tests.Host.Cli;

public sealed class DemoCommandTests
{
    [Fact]
    public async Task The_account_adds_up_with_bad_records_and_tombstones_in_it()
    {
        var result = await ChildProgram.Run("demo", "--messages", "300", "--json");
        Assert.True(result.ExitCode == 0, result.Error);
        using var json = JsonDocument.Parse(result.Output);
        int Of(string name) => json.RootElement.GetProperty(name).GetInt32();
        Assert.Equal((300, 295, 3, 2), (Of("sent"), Of("enriched"), Of("rejected"), Of("tombstones")));
        Assert.True(json.RootElement.GetProperty("complete").GetBoolean());
    }

    [Fact]
    public async Task It_shows_names_and_redactions_and_ends_at_a_signal()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are of Unix");
        using var process = ChildProgram.Start([], "demo", "--messages", "0");
        var seen = new List<string>();
        while (!seen.Exists(line => line.StartsWith("-- ", StringComparison.Ordinal)))
        {
            seen.Add(await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1))
                ?? throw new InvalidOperationException(await process.StandardError.ReadToEndAsync()));
        }

        Signals.Send(process, Signals.Interrupt);
        var rest = await process.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromMinutes(1));
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(130, process.ExitCode);
        Assert.Matches(@"(?m)^\d+ in = \d+ enriched \+ \d+ rejected \+ \d+ tombstones", rest);
        Assert.DoesNotContain("\u001b", rest, StringComparison.Ordinal);
    }
}
