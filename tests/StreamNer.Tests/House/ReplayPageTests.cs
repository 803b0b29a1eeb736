namespace StreamNer.Tests.House;

/// <summary>The consumer's rule in docs/replay.md is the one that the tests on real Kafka run.</summary>
public sealed class ReplayPageTests
{
    [Fact]
    public void The_rule_in_the_page_is_the_tested_one_and_short()
    {
        var source = Repository.Read("tests/StreamNer.KafkaTests/Replay/AliasConsumer.cs");
        var lines = source.Split("    // docs: begin\n")[1].Split("    // docs: end\n")[0].TrimEnd('\n').Split('\n')
            .Select(line => line.StartsWith("    ", StringComparison.Ordinal) ? line[4..] : line).ToList();
        Assert.Contains($"```csharp\n{string.Join('\n', lines)}\n```\n", Repository.Read("docs/replay.md"), StringComparison.Ordinal);
        Assert.InRange(lines.Count(line => line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal)), 10, 20);
    }
}
