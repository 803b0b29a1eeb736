using System.Text.Json;
using StreamNer.Flow;
using StreamNer.Kafka;
using StreamNer.Kafka.Records;
using StreamNer.Kafka.Registry;
using StreamNer.KafkaTests.Clusters;
using StreamNer.Output;
using StreamNer.Pipeline;
using StreamNer.V1;

namespace StreamNer.KafkaTests;

public sealed class RegistryTests(RealRegistry real, JavaScriptClient javaScript)
{
    private static readonly CancellationToken s_none = CancellationToken.None;

    [Fact]
    public async Task What_the_official_client_serialises_is_a_document_here()
    {
        var (url, topic) = (await real.Url(), KafkaCluster.UniqueName("raw"));
        var value = await javaScript.Serialize(url, topic, RawText.Descriptor,
            """{"text":"Grüße aus 東京 😀","id":"7","tenant":"acme","language":"de","createdMs":"5"}""");
        using var registry = new SchemaRegistry(new() { Url = url });
        var document = new DocumentCodec(new() { Format = InputFormat.Protobuf }, registry).Decode(null, null, value, []).Document!;
        Assert.Equal(("Grüße aus 東京 😀", "7", "acme", "de"), (document.Text, document.Id, document.Tenant, document.Language));
    }

    [Fact]
    public async Task Another_message_from_the_official_client_is_invalid_record()
    {
        var (url, topic) = (await real.Url(), KafkaCluster.UniqueName("raw"));
        using var registry = new SchemaRegistry(new() { Url = url });
        var codec = new DocumentCodec(new() { Format = InputFormat.Protobuf }, registry);
        foreach (var (type, json) in new[] { (EnrichedText.Descriptor, """{"text":"x"}"""), (V1.Source.Descriptor, """{"topic":"x"}""") })
        {
            var value = await javaScript.Serialize(url, KafkaCluster.UniqueName(topic), type, json);
            Assert.Equal(FailureKind.InvalidRecord, codec.Decode(null, null, value, []).Failure!.Value.Kind);
        }
    }

    [Fact]
    public async Task What_is_encoded_here_is_read_by_the_official_client_field_by_field()
    {
        var (url, topic) = (await real.Url(), KafkaCluster.UniqueName("enriched"));
        using var registry = new SchemaRegistry(new() { Url = url });
        var codec = await EnrichmentCodec.Registered(new(), registry, topic, s_none);
        var record = new Enrichment(
            new Document("") { Id = "7", Source = new("raw", 3, 9_007_199_254_740_993, -1) },
            "Ada 😀 [CITY]", StreamNer.Output.OffsetUnit.CodePoint,
            [new("PER", 0, 3, 0, 3, "Ada", 0.75f) { Mention = 2, LinkState = StreamNer.Output.LinkState.Linked, Link = new("Q1", "Ada", 0.5f, "PER"),
                Candidates = [new("Q2", "B", 0.25f, "PER")] }],
            [new("CITY", 6, 11, 6, 12, "list", "tag")],
            new("s", "m", "k", "r", "p", "e", "full") { DegradedReason = "rules_only" });
        var value = codec.Encode(new InputRecord(), record, null).Value!;

        var message = await javaScript.Deserialize(url, topic, EnrichedText.Descriptor, value);
        Assert.Equal(
            """
            {"source":{"topic":"raw","partition":3,"offset":"9007199254740993","timestampMs":"-1"},"id":"7","text":"Ada 😀 [CITY]","offsetUnit":"OFFSET_UNIT_CODE_POINT",
            "entities":[{"label":"PER","start":0,"end":3,"outputStart":0,"outputEnd":3,"text":"Ada","score":0.75,"origin":"ORIGIN_MODEL","linkState":"LINK_STATE_LINKED",
            "link":{"id":"Q1","name":"Ada","score":0.5,"type":"PER"},"candidates":[{"id":"Q2","name":"B","score":0.25,"type":"PER"}],"mention":2}],
            "pii":[{"type":"CITY","start":6,"end":11,"outputStart":6,"outputEnd":12,"detector":"list","action":"tag"}],
            "provenance":{"snapshot":"s","model":"m","knowledgeBase":"k","rules":"r","policy":"p","engine":"e","tier":"full","degraded":true,"degradedReason":"rules_only"}}
            """.ReplaceLineEndings(""),
            message.GetRawText());
    }

    [Fact]
    public async Task Registering_twice_gives_one_id_and_a_look_up_the_same()
    {
        var (url, subject) = (await real.Url(), SchemaRegistry.ValueSubject(KafkaCluster.UniqueName("enriched")));
        using var registry = new SchemaRegistry(new() { Url = url });
        using var lookUp = new SchemaRegistry(new() { Url = url, AutoRegister = false });
        var refused = await Assert.ThrowsAsync<SchemaRegistryException>(() => lookUp.Id(subject, EnrichedText.Descriptor.File, s_none));
        Assert.Contains("schemaRegistry:autoRegister", refused.Message, StringComparison.Ordinal);
        Assert.False(await registry.Holds(subject, EnrichedText.Descriptor.File, s_none));
        var id = await registry.Id(subject, EnrichedText.Descriptor.File, s_none);
        Assert.Equal(id, await registry.Id(subject, EnrichedText.Descriptor.File, s_none));
        Assert.Equal(id, await lookUp.Id(subject, EnrichedText.Descriptor.File, s_none));
        Assert.True(await registry.Holds(subject, EnrichedText.Descriptor.File, s_none));
    }

    [Fact]
    public async Task A_subject_that_holds_another_schema_is_refused()
    {
        var (url, subject) = (await real.Url(), SchemaRegistry.ValueSubject(KafkaCluster.UniqueName("enriched")));
        using var registry = new SchemaRegistry(new() { Url = url, Retries = 0 });
        Assert.True(await registry.IsCompatible(subject, EnrichedText.Descriptor.File, s_none));
        await Register(url, subject, """syntax = "proto3"; package other; message Other { int64 text = 1; int64 gone = 9; }""");

        // Confluent's says 409 (tested with a fake); Apicurio 2.6 says 500 whenever it must compare with a descriptor.
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => registry.Id(subject, EnrichedText.Descriptor.File, s_none));
        Assert.True(refused is SchemaRegistryException
            || (refused is SchemaRegistryUnavailableException && refused.Message.Contains("500", StringComparison.Ordinal)), refused.Message);
    }

    [Fact]
    public async Task An_unknown_schema_id_is_invalid_record_and_a_schema_registered_as_text_is_known()
    {
        var (url, subject) = (await real.Url(), SchemaRegistry.ValueSubject(KafkaCluster.UniqueName("raw")));
        using var registry = new SchemaRegistry(new() { Url = url });
        var codec = new DocumentCodec(new() { Format = InputFormat.Protobuf }, registry);
        Assert.Equal(FailureKind.InvalidRecord, codec.Decode(null, null, [0, 0x7F, 0, 0, 0, 0, 0x0A, 1, 0x78], []).Failure!.Value.Kind);
        var id = await Register(url, subject, """syntax = "proto3"; package streamner.v1; message Other { } message RawText { string text = 1; }""");
        var frame = ConfluentFrame.Header(id)[..5];
        Assert.Equal("x", codec.Decode(null, null, [.. frame, 2, 2, 0x0A, 1, 0x78], []).Document!.Text);
        Assert.Equal(FailureKind.InvalidRecord, codec.Decode(null, null, [.. frame, 0, 0x0A, 1, 0x78], []).Failure!.Value.Kind);
    }

    [Fact]
    public async Task A_wrong_path_is_no_word_about_a_schema()
    {
        var url = await real.Url();
        using var registry = new SchemaRegistry(new() { Url = new Uri(url, "/apis/nothing-here"), Retries = 0 });
        Assert.Throws<SchemaRegistryUnavailableException>(() => registry.Schema(1));
        var refused = await Assert.ThrowsAsync<SchemaRegistryException>(() => registry.Probe(s_none));
        Assert.Contains("schemaRegistry:url", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<int> Register(Uri url, string subject, string schema)
    {
        using var http = new HttpClient();
        using var body = new StringContent(JsonSerializer.Serialize(new { schemaType = "PROTOBUF", schema }),
            new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
        using var response = await http.PostAsync(new Uri($"{url.AbsoluteUri}/subjects/{subject}/versions"), body);
        return JsonSerializer.Deserialize<JsonElement>(await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync()).GetProperty("id")
            .GetInt32();
    }
}
