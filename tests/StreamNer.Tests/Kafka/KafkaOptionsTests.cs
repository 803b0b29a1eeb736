using Confluent.Kafka;
using StreamNer.Configuration;
using StreamNer.Kafka;

namespace StreamNer.Tests.Kafka;

public sealed class KafkaOptionsTests
{
    private static readonly KafkaOptions s_good =
        new() { BootstrapServers = "localhost:9092", Inputs = ["raw"], Output = "enriched", DeadLetter = "raw.dlq", Group = "g" };

    [Fact]
    public void Sound_options_have_no_errors() => Assert.Empty(Errors(s_good));

    [Fact]
    public void Each_mistake_is_named_with_its_key() => Assert.Equal(
        ["kafka:bootstrapServers", "kafka:output", "kafka:deadLetter", "kafka:group", "kafka:inputs", "kafka:probeSeconds",
            "kafka:transaction:intervalMs", "kafka:transaction:records", "kafka:transaction:bytes", "kafka:transaction:timeoutMs"],
        Errors(new KafkaOptions
        {
            ProbeSeconds = 0,
            Transaction = new TransactionOptions { IntervalMs = -1, Records = 0, Bytes = 0, TimeoutMs = 1 }
        }));

    [Fact]
    public void A_worker_must_not_read_what_it_writes()
    {
        Assert.Equal(["kafka:output"], Errors(s_good with { Inputs = ["raw", "enriched"] }));
        Assert.Equal(["kafka:deadLetter"], Errors(s_good with { DeadLetter = "raw" }));
        Assert.Equal(["kafka:deadLetter"], Errors(s_good with { DeadLetter = "enriched" }));
        Assert.Equal(["kafka:inputs"], Errors(s_good with { Inputs = ["raw", "raw"] }));
        Assert.Equal(["kafka:inputs"], Errors(s_good with { Inputs = ["raw", "^raw-("] }));
        Assert.Empty(Errors(s_good with { Inputs = ["^raw.*", "^enriched$"] }));
    }

    [Theory]
    [InlineData("enable.auto.commit")]
    [InlineData("enable.auto.offset.store")]
    [InlineData("acks")]
    [InlineData("request.required.acks")]
    [InlineData("enable.idempotence")]
    [InlineData("isolation.level")]
    [InlineData("partitioner")]
    [InlineData("transactional.id")]
    [InlineData("transaction.timeout.ms")]
    [InlineData("group.id")]
    [InlineData("auto.offset.reset")]
    public void A_property_that_would_break_a_guarantee_is_refused_by_name(string name)
    {
        var own = new Dictionary<string, string>(StringComparer.Ordinal) { [name] = "x" };
        Assert.Equal([$"kafka:consumer:{name}"], Errors(s_good with { Consumer = own }));
        Assert.Equal([$"kafka:producer:{name}"], Errors(s_good with { Producer = own }));
        Assert.Equal([$"kafka:client:{name}"], Errors(s_good with { Client = own }));
    }

    [Fact]
    public void With_the_new_protocol_the_brokers_own_settings_are_refused_and_left_out()
    {
        var options = s_good with { GroupProtocol = MembershipProtocol.Consumer };
        Assert.Equal(["kafka:consumer:session.timeout.ms"],
            Errors(options with { Consumer = new(StringComparer.Ordinal) { ["session.timeout.ms"] = "1" } }));
        var config = ClientProperties.Consumer(options);
        Assert.Null(config.SessionTimeoutMs);
        Assert.Null(config.PartitionAssignmentStrategy);
        Assert.Equal(PartitionAssignmentStrategy.CooperativeSticky, ClientProperties.Consumer(s_good).PartitionAssignmentStrategy);
    }

    [Theory]
    [InlineData("localhost:9092", true)]
    [InlineData("127.0.0.1:1,127.9.9.9:2", true)]
    [InlineData("[::1]:9092", true)]
    [InlineData("PLAINTEXT://localhost:9092", true)]
    [InlineData("localhost:9092,kafka.example:9092", false)]
    [InlineData("10.0.0.1", false)]
    [InlineData("localhost.example:9092", false)]
    public void Plain_connections_are_for_this_host_only(string servers, bool fine)
    {
        var options = s_good with { BootstrapServers = servers };
        Assert.Equal(fine, Errors(options).Count == 0);
        Assert.Empty(Errors(options with { AllowInsecure = true }));
        Assert.Empty(Errors(options with { Client = Sasl("SASL_SSL") }));
        Assert.Equal(fine, Errors(options with { Client = Sasl("SASL_PLAINTEXT") }).Count == 0);

        static Dictionary<string, string> Sasl(string protocol) => new(StringComparer.Ordinal)
        {
            ["security.protocol"] = protocol,
            ["sasl.mechanism"] = "PLAIN",
            ["sasl.username"] = "ner",
            ["sasl.password"] = "secret",
        };
    }

    [Theory]
    [InlineData("foo.bar", "x", "librdkafka has no such property")]
    [InlineData("sasl.mechnism", "PLAIN", "did you mean 'sasl.mechanisms'?")]
    [InlineData("socket.timeout.ms", "soon", "Invalid value")]
    [InlineData("socket.timeout.ms", "-1", "outside allowed range")]
    public void What_librdkafka_does_not_take_is_a_mistake_with_its_key(string name, string value, string why)
    {
        foreach (var section in new[] { "client", "consumer", "producer" })
        {
            var errors = new List<OptionError>();
            var properties = new Dictionary<string, string>(StringComparer.Ordinal) { [name] = value };
            (section switch
            {
                "client" => s_good with { Client = properties },
                "consumer" => s_good with { Consumer = properties },
                _ => s_good with { Producer = properties },
            }).Validate(errors);
            var error = Assert.Single(errors);
            Assert.Equal($"kafka:{section}:{name}", error.Key);
            Assert.Contains(why, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_shows_only_when_a_client_is_made_is_a_mistake_of_its_section()
    {
        var errors = new List<OptionError>();
        (s_good with { Consumer = new(StringComparer.Ordinal) { ["session.timeout.ms"] = "9000", ["max.poll.interval.ms"] = "8000" } })
            .Validate(errors);
        Assert.Equal("kafka:consumer", Assert.Single(errors).Key);
        Assert.Contains("max.poll.interval.ms", errors[0].Message, StringComparison.Ordinal);
        Assert.Empty(Errors(s_good with
        {
            Client = new(StringComparer.Ordinal)
            {
                ["dotnet.cancellation.delay.max.ms"] = "50",
                ["client.rack"] = "a"
            }
        }));
    }

    [Fact]
    public void A_client_is_called_after_its_instance()
    {
        Assert.Equal("streamner-7", ClientProperties.Consumer(s_good with { Instance = "7" }).ClientId);
        Assert.Equal("streamner-7", ClientProperties.Producer(s_good with { Instance = "7" }, "g-7").ClientId);
        Assert.Equal("streamner", ClientProperties.Common(s_good).ClientId);
    }

    [Fact]
    public void What_is_passed_through_wins_over_defaults_and_the_guarantees_are_set()
    {
        var options = s_good with
        {
            Client = new(StringComparer.Ordinal) { ["client.id"] = "c" },
            Producer = new(StringComparer.Ordinal) { ["linger.ms"] = "77" }
        };
        var producer = ClientProperties.Producer(options, "g-0");
        Assert.Equal((77.0, "c", "g-0", Acks.All, true),
            (producer.LingerMs, producer.ClientId, producer.TransactionalId, producer.Acks, producer.EnableIdempotence));
        Assert.True(producer.MessageTimeoutMs < producer.TransactionTimeoutMs);
        Assert.Null(ClientProperties.Producer(options, null).TransactionTimeoutMs);
        Assert.Equal((0, true),
            (ClientProperties.Producer(options, null).MessageTimeoutMs, ClientProperties.Producer(options, null).EnableGaplessGuarantee));
        Assert.Null(producer.EnableGaplessGuarantee);
        var consumer = ClientProperties.Consumer(options);
        Assert.Equal((false, false, IsolationLevel.ReadCommitted, "c"),
            (consumer.EnableAutoCommit, consumer.EnableAutoOffsetStore, consumer.IsolationLevel, consumer.ClientId));
    }

    private static List<string> Errors(KafkaOptions options)
    {
        var errors = new List<OptionError>();
        options.Validate(errors);
        return errors.ConvertAll(error => error.Key);
    }
}
