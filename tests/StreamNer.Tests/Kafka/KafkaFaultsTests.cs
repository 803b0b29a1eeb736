using Confluent.Kafka;
using StreamNer.Kafka;

namespace StreamNer.Tests.Kafka;

public sealed class KafkaFaultsTests
{
    [Theory]
    [InlineData(FaultSite.Consume, ErrorCode.Local_MaxPollExceeded, FaultAction.Report)]
    [InlineData(FaultSite.Consume, ErrorCode.Local_AutoOffsetReset, FaultAction.Stop)]
    [InlineData(FaultSite.Consume, ErrorCode.Local_Transport, FaultAction.Report)]
    [InlineData(FaultSite.Consume, ErrorCode.Local_Fatal, FaultAction.Stop)]
    [InlineData(FaultSite.Produce, ErrorCode.Local_QueueFull, FaultAction.Retry)]
    [InlineData(FaultSite.Produce, ErrorCode.MsgSizeTooLarge, FaultAction.RejectRecord)]
    [InlineData(FaultSite.Produce, ErrorCode.InvalidRecord, FaultAction.RejectRecord)]
    [InlineData(FaultSite.Produce, ErrorCode.Local_MsgTimedOut, FaultAction.Rewind)]
    [InlineData(FaultSite.Produce, ErrorCode.TopicAuthorizationFailed, FaultAction.Stop)]
    [InlineData(FaultSite.Transaction, ErrorCode.IllegalGeneration, FaultAction.Rewind)]
    [InlineData(FaultSite.Transaction, ErrorCode.StaleMemberEpoch, FaultAction.Rewind)]
    [InlineData(FaultSite.Transaction, ErrorCode.Local_Fenced, FaultAction.Fenced)]
    [InlineData(FaultSite.Transaction, ErrorCode.InvalidTransactionTimeout, FaultAction.Stop)]
    [InlineData(FaultSite.Transaction, ErrorCode.Local_State, FaultAction.Rebuild)]
    [InlineData(FaultSite.Commit, ErrorCode.IllegalGeneration, FaultAction.Retry)]
    [InlineData(FaultSite.Commit, ErrorCode.GroupAuthorizationFailed, FaultAction.Stop)]
    internal void A_failure_has_one_consequence(FaultSite site, ErrorCode code, FaultAction action) =>
        Assert.Equal(action, KafkaFaults.Decide(site, code).Action);

    [Fact]
    public void A_listed_code_outweighs_the_flags_and_fatal_outweighs_retriable()
    {
        Assert.Equal(FaultAction.Fenced, KafkaFaults.Decide(FaultSite.Transaction, ErrorCode.Local_Fenced, fatal: true).Action);
        Assert.Equal(FaultAction.Rebuild, KafkaFaults.Decide(FaultSite.Transaction, ErrorCode.Local_TimedOut, fatal: true, retriable: true).Action);
        Assert.Equal(FaultAction.Rewind,
            KafkaFaults.Decide(FaultSite.Transaction, ErrorCode.Local_TimedOut, abortable: true, retriable: true).Action);
        Assert.Equal(FaultAction.Retry, KafkaFaults.Decide(FaultSite.Transaction, ErrorCode.Local_TimedOut, retriable: true).Action);
    }

    [Fact]
    public void Every_code_of_the_client_is_decided_at_every_site()
    {
        foreach (var site in Enum.GetValues<FaultSite>())
        {
            foreach (var code in Enum.GetValues<ErrorCode>()) Assert.Equal(site, KafkaFaults.Decide(site, code).Site);
        }
    }

    [Fact]
    public void No_code_stands_twice_at_one_site() =>
        Assert.DoesNotContain(KafkaFaults.Rules.SelectMany(rule => rule.Codes.Select(code => (rule.Site, code))).GroupBy(pair => pair), group =>
            group.Count() > 1);

    [Fact]
    public void The_documentation_shows_the_table()
    {
        var docs = File.ReadAllText(Path.Combine(Root(), "docs", "delivery.md"));
        Assert.True(docs.Contains(KafkaFaults.Markdown(), StringComparison.Ordinal),
            "docs/delivery.md must hold this table:\n" + KafkaFaults.Markdown());
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "StreamNer.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("no solution above the tests");
        return folder.FullName;
    }
}
