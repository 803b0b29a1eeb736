namespace StreamNer.Tests.Deploy;

public sealed class DashboardTests
{
    [Fact]
    public void Each_panel_asks_a_question_and_explains_the_answer()
    {
        Assert.Equal(6, Dashboard.All.Count);
        Assert.Equal(6, Dashboard.All.Select(one => one.Id).Distinct().Count());
        foreach (var dashboard in Dashboard.All)
        {
            Assert.Equal("streamner-" + dashboard.Name, dashboard.Id);
            Assert.All(dashboard.Panels, panel =>
            {
                Assert.EndsWith("?", panel.Title, StringComparison.Ordinal);
                Assert.EndsWith(".", panel.Description, StringComparison.Ordinal);
                Assert.NotEmpty(panel.Unit);
                Assert.NotEmpty(panel.Queries);
                Assert.All(panel.Queries, query => Assert.Contains("job=~\"$job\"", query, StringComparison.Ordinal));
            });
        }
    }
}
