using StreamNer.Configuration;
using StreamNer.Host.Configuration;

namespace StreamNer.Tests.Host.Configuration;

public sealed class EnvironmentNamesTests
{
    private static List<OptionError> Check(string name, string value = "x", params string[] named)
    {
        var errors = new List<OptionError>();
        EnvironmentNames.CheckSingle([KeyValuePair.Create(name, value)], named, errors);
        return errors;
    }

    [Theory]
    [InlineData("STREAMNER_PII_PROFILE", "STREAMNER__PII__PROFILE")]
    [InlineData("streamner_pii_profile", "STREAMNER__PII__PROFILE")]
    [InlineData("STREAMNER_PII_PROFLE", "STREAMNER__PII__PROFILE")]
    [InlineData("STREAMNER_PIIPROFILE", "STREAMNER__PII__PROFILE")]
    [InlineData("STREAMNER_PROFILE", "STREAMNER__PII__PROFILE")]
    [InlineData("STREAMNER_KAFKA__BOOTSTRAP_SERVERS", "STREAMNER__KAFKA__BOOTSTRAPSERVERS")]
    [InlineData("STREAMNER_KAFKA_CLIENT_SASL_PASSWORD", "STREAMNER__KAFKA__CLIENT__…")]
    [InlineData("STREAMNER_PII_ACTIONS_EMAIL", "STREAMNER__PII__ACTIONS__…")]
    public void A_near_miss_is_a_mistake_that_names_the_right_variable(string name, string meant)
    {
        var error = Assert.Single(Check(name));
        Assert.Equal(name, error.Key);
        Assert.Contains($"'{meant}'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("STREAMNER_TEST_KAFKA", "localhost:9092")]
    [InlineData("STREAMNER_SERVICE_HOST", "10.0.0.1")]
    [InlineData("STREAMNER_SERVICE_PORT", "9464")]
    [InlineData("STREAMNER_SERVICE_PORT_METRICS", "9464")]
    [InlineData("STREAMNER_PORT", "tcp://10.0.0.1:9464")]
    [InlineData("STREAMNER_PORT_9464_TCP", "tcp://10.0.0.1:9464")]
    [InlineData("STREAMNER_PORT_9464_TCP_PROTO", "tcp")]
    [InlineData("STREAMNER_PORT_9464_TCP_PORT", "9464")]
    [InlineData("STREAMNER_PORT_9464_TCP_ADDR", "10.0.0.1")]
    [InlineData("STREAMNER_HTTP_PORT", "tcp://10.0.0.1:80")]
    [InlineData("STREAMNER_METRICS_SERVICE_PORT_HTTP", "80")]
    [InlineData("STREAMNER_HOME", "/opt/streamner")]
    [InlineData("STREAMNER__PII__PROFILE", "strict")]
    [InlineData("PATH", "/bin")]
    public void What_tests_Kubernetes_and_other_programs_set_is_left_alone(string name, string value) => Assert.Empty(Check(name, value));

    [Fact]
    public void A_variable_that_a_setting_names_is_left_alone()
    {
        Assert.Single(Check("STREAMNER_PII_KEY"));
        Assert.Empty(Check("STREAMNER_PII_KEY", "x", "STREAMNER_PII_KEY"));
        SettingsOrigins origins = new()
        {
            Environment = [KeyValuePair.Create("STREAMNER_PII_KEY", "x")],
            Assignments = ["pii:keys:active=a", "pii:keys:versions:a:environment=STREAMNER_PII_KEY"],
        };
        Assert.Empty(SettingsLoader.Load(origins).Errors);
    }

    [Theory]
    [InlineData("batch:ageMs", "STREAMNER__BATCH__AGEMS")]
    [InlineData("kafka:consumer:session.timeout.ms", "STREAMNER__KAFKA__CONSUMER__SESSION_TIMEOUT_MS")]
    public void Keys_and_variables_lead_to_each_other(string key, string name)
    {
        Assert.Equal(name, EnvironmentNames.Of(key));
        Assert.Equal(key, EnvironmentNames.KeyOf(name), ignoreCase: true);
    }
}
