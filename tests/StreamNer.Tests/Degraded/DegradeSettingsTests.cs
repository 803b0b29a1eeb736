using StreamNer.Degraded;
using StreamNer.Host.Configuration;

namespace StreamNer.Tests.Degraded;

public sealed class DegradeSettingsTests
{
    private static LoadedSettings Load(bool kafka, params string[] assignments) => SettingsLoader.Load(
        new SettingsOrigins
        {
            Assignments =
            [
                "kafka:bootstrapServers=127.0.0.1:9092", "kafka:inputs=raw", "kafka:output=enriched", "kafka:deadLetter=dlq", "kafka:group=g",
                .. assignments,
            ],
        }, kafka);

    [Fact]
    public void By_default_batches_wait() => Assert.Equal(OnModelDown.Stop, Load(kafka: true).Settings.Pii.OnModelDown);

    [Fact]
    public void Degrade_needs_a_topic_for_coordinates_where_kafka_is_used()
    {
        Assert.Equal("kafka:repair", Assert.Single(Load(kafka: true, "pii:onModelDown=degrade").Errors).Key);
        Assert.Empty(Load(kafka: true, "pii:onModelDown=degrade", "kafka:repair=repair").Errors);
        Assert.Empty(Load(kafka: false, "pii:onModelDown=degrade").Errors);
    }

    [Theory]
    [InlineData("pii:profile=strict")]
    [InlineData("pii:profile=hipaa-safe-harbor", "pii:topics:raw=strict")]
    [InlineData("pii:profile=strict", "pii:policies:own:profile=strict", "pii:tenants:acme=own", "pii:tenant:header=tenant")]
    public void Degrade_where_every_policy_requires_the_model_is_a_mistake(params string[] assignments)
    {
        Assert.Equal("pii:onModelDown",
            Assert.Single(Load(kafka: true, ["pii:onModelDown=degrade", "kafka:repair=repair", .. assignments]).Errors).Key);
        Assert.Empty(Load(kafka: true, assignments).Errors);
    }

    [Theory]
    [InlineData("pii:profile=strict", "pii:topics:raw=default")]
    [InlineData("pii:profile=default", "pii:topics:raw=strict")]
    [InlineData("pii:profile=strict", "pii:policies:own:profile=pci", "pii:topics:raw=own")]
    public void Where_only_some_require_it_degrade_is_allowed(params string[] assignments) =>
        Assert.Empty(Load(kafka: true, ["pii:onModelDown=degrade", "kafka:repair=repair", .. assignments]).Errors);

    [Theory]
    [InlineData("pii:degrade:afterSeconds", "-1")]
    [InlineData("pii:degrade:afterSeconds", "NaN")]
    [InlineData("pii:degrade:afterSeconds", "86401")]
    [InlineData("pii:degrade:retrySeconds", "0.05")]
    [InlineData("pii:degrade:retrySeconds", "3601")]
    public void Times_out_of_range_are_named(string key, string value) =>
        Assert.Equal(key, Assert.Single(Load(kafka: false, $"{key}={value}").Errors).Key);
}
