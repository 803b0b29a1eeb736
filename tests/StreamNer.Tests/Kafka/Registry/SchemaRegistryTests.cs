using System.Text;
using System.Text.Json;
using StreamNer.Configuration;
using StreamNer.Kafka;
using StreamNer.Kafka.Records;
using StreamNer.Kafka.Registry;
using StreamNer.Pipeline;
using StreamNer.Tests.Flow;
using StreamNer.Tests.Kafka.Records;
using StreamNer.Tests.Output;
using StreamNer.V1;

namespace StreamNer.Tests.Kafka.Registry;

public sealed class SchemaRegistryTests
{
    private const string NotFound = """{"error_code":40403,"message":"Schema not found"}""";
    private static readonly CancellationToken s_none = CancellationToken.None;
    private static readonly string s_raw = $$"""{"schemaType":"PROTOBUF","schema":"{{SchemaRegistry.Base64(RawText.Descriptor.File)}}"}""";

    [Fact]
    public async Task The_schema_is_registered_as_a_base64_descriptor_under_the_topics_subject_and_the_path_is_kept()
    {
        await using var fake = await FakeRegistry.Start();
        fake.Answer = r => r == "POST /apis/ccompat/v7/subjects/enriched-value/versions" ? (200, """{"id":7}""") : (500, r);
        using var registry = Client(fake, new() { Url = new Uri(fake.Url, "/apis/ccompat/v7") });
        Assert.Equal(7, await registry.Id(SchemaRegistry.ValueSubject("enriched"), EnrichedText.Descriptor.File, s_none));
        var body = JsonDocument.Parse(Assert.Single(fake.Asked).Body).RootElement;
        Assert.Equal("PROTOBUF", body.GetProperty("schemaType").GetString());
        var schema = Google.Protobuf.Reflection.FileDescriptorProto.Parser.ParseFrom(body.GetProperty("schema").GetBytesFromBase64());
        Assert.All(schema.MessageType.SelectMany(m => m.Field), f => Assert.NotEmpty(f.JsonName));
        Assert.Contains(schema.MessageType.SelectMany(m => m.Field), f => f.JsonName == "outputStart");
        foreach (var field in schema.MessageType.SelectMany(m => m.Field)) field.ClearJsonName();
        Assert.Equal(Google.Protobuf.Reflection.FileDescriptorProto.Parser.ParseFrom(EnrichedText.Descriptor.File.SerializedData), schema);
    }

    [Fact]
    public async Task Without_registration_the_schema_is_looked_up()
    {
        await using var fake = await FakeRegistry.Start();
        fake.Answer = r => r == "POST /subjects/enriched-value" ? (200, """{"subject":"enriched-value","id":8,"version":1}""") : (500, r);
        using var registry = Client(fake, new() { AutoRegister = false });
        Assert.Equal(8, await registry.Id("enriched-value", EnrichedText.Descriptor.File, s_none));
        fake.Answer = _ => (404, """{"error_code":40401,"message":"Subject not found"}""");
        var refused = await Assert.ThrowsAsync<SchemaRegistryException>(() => registry.Id("enriched-value", EnrichedText.Descriptor.File, s_none));
        Assert.Contains("schemaRegistry:autoRegister", refused.Message, StringComparison.Ordinal);
        Assert.Contains("enriched-value", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_conflict_that_stays_says_what_to_change()
    {
        await using var fake = await FakeRegistry.Start();
        fake.Answer = _ => (409, """{"error_code":409,"message":"Schema being registered is incompatible"}""");
        using var registry = Client(fake);
        var refused = await Assert.ThrowsAsync<SchemaRegistryException>(() => registry.Id("s", EnrichedText.Descriptor.File, s_none));
        Assert.Contains("incompatible with what subject 's' holds", refused.Message, StringComparison.Ordinal);
        Assert.Equal(2, fake.Asked.Count);
    }

    [Fact]
    public async Task A_conflict_with_another_worker_that_registers_the_same_schema_passes()
    {
        await using var fake = await FakeRegistry.Start();
        fake.Answer = _ => fake.Asked.Count == 1 ? (409, """{"error_code":409}""") : (200, """{"id":7}""");
        using var registry = Client(fake);
        Assert.Equal(7, await registry.Id("s", EnrichedText.Descriptor.File, s_none));
    }

    [Theory]
    [InlineData(404, "<html>", "schemaRegistry:url")]
    [InlineData(422, """{"error_code":42201,"message":"Invalid schema"}""", "Invalid schema")]
    public async Task A_refusal_says_what_to_change_and_is_not_repeated(int status, string body, string said)
    {
        await using var fake = await FakeRegistry.Start();
        fake.Answer = _ => (status, body);
        using var registry = Client(fake);
        var refused = await Assert.ThrowsAsync<SchemaRegistryException>(() => registry.Id("s", EnrichedText.Descriptor.File, s_none));
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
        Assert.Single(fake.Asked);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    [InlineData(0)]
    public async Task What_may_pass_is_repeated_and_then_transient(int status)
    {
        await using var fake = await FakeRegistry.Start();
        fake.Answer = _ => fake.Asked.Count < 3 ? (status, "{}") : (200, """{"id":9}""");
        using var registry = Client(fake, new() { Retries = 2 });
        Assert.Equal(9, await registry.Id("s", EnrichedText.Descriptor.File, s_none));
        Assert.Equal(3, fake.Asked.Count);
        fake.Answer = _ => (status, "{}");
        var failed = await Assert.ThrowsAsync<SchemaRegistryUnavailableException>(() => registry.Id("s", EnrichedText.Descriptor.File, s_none));
        Assert.Contains("schema registry", failed.Message, StringComparison.Ordinal);
        Assert.Equal(6, fake.Asked.Count);
    }

    [Fact]
    public async Task A_schema_is_asked_for_once_and_kept()
    {
        await using var fake = await FakeRegistry.Start();
        fake.Answer = r => r == "GET /schemas/ids/5?format=serialized" ? (200, s_raw) : (404, NotFound);
        using var registry = Client(fake);
        for (var i = 0; i < 3; i++) Assert.Equal("streamner.v1.RawText", registry.Schema(5)!.MessageAt([0]));
        Assert.Single(fake.Asked);
    }

    [Fact]
    public async Task An_unknown_schema_is_asked_for_again_after_a_while()
    {
        var clock = new FakeClock();
        await using var fake = await FakeRegistry.Start();
        fake.Answer = _ => (404, NotFound);
        using var registry = new SchemaRegistry(new() { Url = fake.Url }, clock);
        Assert.Null(registry.Schema(5));
        Assert.Null(registry.Schema(5));
        Assert.Single(fake.Asked);
        fake.Answer = _ => (200, s_raw);
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.NotNull(registry.Schema(5));
    }

    [Theory]
    [InlineData(500, "")]
    [InlineData(503, "oops")]
    [InlineData(404, "<html>no such page</html>")] // a proxy, or a wrong path: no word about schemas
    [InlineData(404, "")]
    [InlineData(401, "")]
    [InlineData(403, "")]
    [InlineData(200, "<html>log in</html>")]
    [InlineData(200, """{"id":1}""")]
    [InlineData(200, "[]")]
    [InlineData(302, "")]
    [InlineData(0, "")]
    public async Task No_usable_answer_is_transient_and_never_the_records_fault(int status, string body)
    {
        await using var fake = await FakeRegistry.Start();
        fake.Answer = _ => (status, body);
        using var registry = Client(fake);
        var codec = new DocumentCodec(new() { Format = InputFormat.Protobuf }, registry);
        Assert.Throws<SchemaRegistryUnavailableException>(() => codec.Decode(null, null, Framed(5), []));
        fake.Answer = _ => (200, s_raw);
        Assert.Equal("x", codec.Decode(null, null, Framed(5), []).Document!.Text);
    }

    [Fact]
    public async Task A_registry_that_does_not_answer_in_time_is_transient()
    {
        await using var fake = await FakeRegistry.Start();
        var gate = new TaskCompletionSource();
        fake.Gate = gate.Task;
        using var registry = Client(fake, new() { Timeout = TimeSpan.FromMilliseconds(150), Retries = 0 });
        var late = Assert.Throws<SchemaRegistryUnavailableException>(() => registry.Schema(1));
        Assert.Contains("schemaRegistry:timeout", late.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SchemaRegistryUnavailableException>(() => registry.Probe(s_none));
        gate.SetResult();
    }

    [Fact]
    public void Nobody_at_the_address_is_transient()
    {
        using var registry = new SchemaRegistry(new() { Url = new Uri("http://127.0.0.1:1/x") });
        Assert.Contains("schemaRegistry:url", Assert.Throws<SchemaRegistryUnavailableException>(() => registry.Schema(1)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unknown schema id", 6)]
    [InlineData("Avro schema", 7)]
    [InlineData("another message", 8)]
    public async Task A_record_of_another_schema_is_invalid_record(string what, int id)
    {
        await using var fake = await FakeRegistry.Start();
        fake.Answer = r => r switch
        {
            "GET /schemas/ids/7?format=serialized" => (200, """{"schema":"\"string\""}"""),
            "GET /schemas/ids/8?format=serialized" =>
                (200, $$"""{"schemaType":"PROTOBUF","schema":"{{SchemaRegistry.Base64(EnrichedText.Descriptor.File)}}"}"""),
            _ => (404, NotFound),
        };
        using var registry = Client(fake);
        var record = new DocumentCodec(new() { Format = InputFormat.Protobuf }, registry).Decode(null, null, Framed(id), []);
        Assert.True(record.Failure == Failure.Decoding(FailureDetail.ProtobufSchema), what);
    }

    [Fact]
    public async Task With_a_registry_a_bare_value_is_invalid_record_and_asks_nothing()
    {
        await using var fake = await FakeRegistry.Start();
        using var registry = Client(fake);
        var codec = new DocumentCodec(new() { Format = InputFormat.Protobuf }, registry);
        Assert.Equal(Failure.Decoding(FailureDetail.ProtobufFrame), codec.Decode(null, null, [0x0A, 1, 0x78, 0, 0, 0, 0], []).Failure);
        Assert.Equal(Failure.Decoding(FailureDetail.ProtobufFrame), codec.Decode(null, null, [], []).Failure);
        Assert.Equal(Failure.Decoding(FailureDetail.ProtobufFrame), codec.Decode(null, null, [0, 0, 0, 0, 1], []).Failure);
        Assert.Empty(fake.Asked);
    }

    [Theory]
    [InlineData("user", "pass:word", "", "Basic dXNlcjpwYXNzOndvcmQ=")]
    [InlineData("", "", "abc", "Bearer abc")]
    [InlineData("", "", "", null)]
    public async Task Credentials_are_sent_and_never_shown(string user, string password, string token, string? header)
    {
        await using var fake = await FakeRegistry.Start();
        fake.Answer = _ => (401, """{"error_code":401,"message":"Unauthorized"}""");
        var options = new SchemaRegistryOptions { Url = fake.Url, Username = user, Password = password, Token = token, Retries = 0 };
        using var registry = new SchemaRegistry(options);
        var refused = await Assert.ThrowsAsync<SchemaRegistryUnavailableException>(() => registry.Probe(s_none));
        Assert.Equal(header, Assert.Single(fake.Asked).Authorization);
        foreach (var secret in new[] { password, token }.Where(s => s.Length > 0))
        {
            Assert.DoesNotContain(secret, refused.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(secret, options.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(200, """{"is_compatible":true}""", true)]
    [InlineData(200, """{"is_compatible":false}""", false)]
    [InlineData(404, """{"error_code":40401,"message":"Subject not found"}""", true)]
    public async Task Compatibility_is_asked_of_the_latest_version(int status, string body, bool compatible)
    {
        await using var fake = await FakeRegistry.Start();
        fake.Answer = r => r == "POST /compatibility/subjects/a%2Fb-value/versions/latest" || r.Contains("a/b", StringComparison.Ordinal)
            ? (status, body)
            : (500, r);
        using var registry = Client(fake);
        Assert.Equal(compatible, await registry.IsCompatible("a/b-value", EnrichedText.Descriptor.File, s_none));
    }

    [Fact]
    public void Mistakes_in_the_options_are_named_together()
    {
        var errors = new List<OptionError>();
        new SchemaRegistryOptions
        {
            Url = new Uri("http://u:p@registry.example/x"),
            Username = "u",
            Token = "t",
            CaFile = "/no/such",
            CertificateFile = "/no/such/either",
            Timeout = TimeSpan.Zero,
            Retries = 11,
        }.Validate(errors);
        Assert.Equal(
            ["schemaRegistry:url", "schemaRegistry:url", "schemaRegistry:token", "schemaRegistry:username", "schemaRegistry:certificateFile",
                "schemaRegistry:caFile", "schemaRegistry:certificateFile", "schemaRegistry:timeout", "schemaRegistry:retries"],
            errors.ConvertAll(e => e.Key));
        errors.Clear();
        new SchemaRegistryOptions().Validate(errors);
        new SchemaRegistryOptions { Url = new Uri("http://registry:8081/x") }.Validate(errors);
        new SchemaRegistryOptions { Url = new Uri("http://127.0.0.1/x"), Token = "t" }.Validate(errors);
        Assert.Empty(errors);
    }

    [Fact]
    public async Task The_output_codec_frames_with_the_registered_id_and_json_asks_nothing()
    {
        await using var fake = await FakeRegistry.Start();
        fake.Answer = _ => (200, """{"id":258}""");
        using var registry = Client(fake);
        var codec = await EnrichmentCodec.Registered(new(), registry, "enriched", s_none);
        var message = codec.Encode(new(), EnrichmentJsonTests.Record("x"), null);
        Assert.Equal("000000010200", Convert.ToHexString(message.Value.AsSpan(0, 6)));
        Assert.Equal("x", EnrichedText.Parser.ParseFrom(message.Value.AsSpan(6)).Text);
        Assert.Empty(EnrichmentCodecTests.Headers(message));
        Assert.Single(fake.Asked);

        var json = await EnrichmentCodec.Registered(new() { Format = OutputFormat.Json }, registry, "enriched", s_none);
        Assert.StartsWith("{", Encoding.UTF8.GetString(json.Encode(new(), EnrichmentJsonTests.Record("x"), null).Value!), StringComparison.Ordinal);
        Assert.Single(fake.Asked);
    }

    private static byte[] Framed(byte id) => [0, 0, 0, 0, id, 0, 0x0A, 1, 0x78];

    private static byte[] Framed(int id) => Framed((byte)id);

    private static SchemaRegistry Client(FakeRegistry fake, SchemaRegistryOptions? options = null) =>
        new((options ?? new()) is { Url: null } o ? o with { Url = fake.Url } : options!);
}
