using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using StreamNer.KafkaTests.Clusters;
using StreamNer.Tests.Leaks;
using StreamNer.Tests.Onnx;

namespace StreamNer.KafkaTests.Leaks;

/// <summary>
/// The whole program on real brokers, with values of every type planted in what it reads and every way to fail: nothing of them is in any log line,
/// page, temporary file, header of ours or enriched record. Exceptions: what the test says of dead letters that are not encrypted.
/// </summary>
public sealed class RunLeakTests(RealKafka kafka, RealRegistry real)
{
    private const string Key = "PII_CANARY_KEY";
    private static readonly string s_secret = Convert.ToBase64String(Enumerable.Range(1, 32).Select(i => (byte)i).ToArray());
    private static readonly byte[] s_everything = Encoding.UTF8.GetBytes(Canaries.Everything);
    private static readonly string s_json = JsonSerializer.Serialize(Canaries.Everything);

    private sealed record Topics(string Raw, string Enriched, string DeadLetter)
    {
        public string[] Arguments(KafkaCluster cluster, params string[] more) =>
        [
            "run", "--bootstrap-servers", cluster.BootstrapServers, "--input", Raw, "--output", Enriched, "--dead-letter", DeadLetter, "--group",
            Raw + ".group", "--metrics-port", "0",
            "--set", "log:level=trace", "--set", $"pii:scan:deny:0:value={Canaries.Denied}", .. more,
        ];
    }

    private static async Task<Topics> Create(KafkaCluster cluster, params (string Key, string Value)[] output)
    {
        var raw = await cluster.CreateTopic("canary");
        var topics = new Topics(raw, raw + ".enriched", raw + ".dlq");
        await cluster.CreateTopics(1, (topics.Enriched, output), (topics.DeadLetter, [("max.message.bytes", "1064972")]));
        return topics;
    }

    private static Message<byte[]?, byte[]?> Record(byte[]? value, string tenant = "", string? key = null) => new()
    {
        Key = Encoding.UTF8.GetBytes(key ?? "k"),
        Value = value,
        Headers = [new Header("tenant", Encoding.UTF8.GetBytes(tenant)), new Header("trace", "t-1"u8.ToArray()), new Header("who", s_everything),
            new Header("streamner.dlq.reason", s_everything)],
    };

    private static Message<byte[]?, byte[]?> Json(string text, string tenant = "", string? key = null, string id = "1") =>
        Record(JsonSerializer.SerializeToUtf8Bytes(new { text, id, other = Canaries.Everything }), tenant, key);

    private static Message<byte[]?, byte[]?> Raw(string json, string tenant = "") => Record(Encoding.UTF8.GetBytes(json), tenant);

    [Fact]
    public async Task Sealed_dead_letters_and_pseudonymised_keys_leave_no_exception()
    {
        var cluster = await kafka.Shared();
        var topics = await Create(cluster, ("max.message.bytes", "100000"));
        Message<byte[]?, byte[]?>[] records =
        [
            .. from tenant in new[] { "", "keyed", "clinic", "hidden" } from canary in Canaries.All.Select(one => one.Text)
            .Append(Canaries.Everything)
               select Json(canary, tenant, tenant is "" ? null : Canaries.All[0].Value, tenant is "" ? "1" : Canaries.All[1].Value),
            Json(Canaries.Everything, "dropped"), Json(string.Concat(Enumerable.Repeat(Canaries.Everything, 6))),
            Json(string.Concat(Enumerable.Repeat(Canaries.Everything, 16))),
            Record([.. Encoding.UTF8.GetBytes($"{{\"text\":{s_json}}}"), 0xff]), Record(s_everything), Raw($"{{\"text\":{s_json}"),
            Raw($"{{\"text\":{s_json}}} {s_json}"), Raw(s_json), Raw($"[{s_json}]"),
            Raw($"{{\"text\":[{s_json}]}}"), Raw($"{{\"text\":{s_json},\"text\":{s_json}}}"), Raw($"{{{s_json}:{s_json}}}"),
            Raw($"{{\"text\":\"\\ud800 {s_json[1..]}}}"),
            Raw($"{{\"text\":\"\\x {s_json[1..]}}}"), Raw(string.Concat(Enumerable.Repeat("{\"a\":", 70)) + s_json),
            Record(null, "keyed", Canaries.All[0].Value), Record(null, "clinic", Canaries.All[0].Value),
        ];
        await cluster.Produce(topics.Raw, records);
        var settings = topics.Arguments(
            cluster, "--format", "json", "--output-format", "json",
            "--set", "log:format=json", "--set", "pii:profile=strict", "--set", "pii:tenant:header=tenant", "--set", "output:headers:0=tr*", "--set",
            "limits:tokensPerDocument=24000",
            "--set", "pii:keys:active=a", "--set", $"pii:keys:versions:a:environment={Key}", "--set", "pii:encryptDeadLetters=true",
            "--set", "pii:tenants:keyed=keyed", "--set", "pii:policies:keyed:profile=strict", "--set", "pii:policies:keyed:key=pseudonym", "--set",
            "pii:policies:keyed:id=pseudonym",
            "--set", "pii:policies:keyed:actions:EMAIL=pseudonym", "--set", "pii:policies:keyed:actions:PERSON=encrypt", "--set",
            "pii:policies:keyed:actions:CARD=last_four",
            "--set", "pii:tenants:clinic=hipaa-safe-harbor", "--set", "pii:tenants:hidden=hidden", "--set", "pii:policies:hidden:profile=strict",
            "--set", "pii:policies:hidden:key=remove",
            "--set", "pii:policies:hidden:id=remove", "--set", "pii:policies:hidden:actions:PERSON=numbered_tag", "--set",
            "pii:policies:hidden:actions:EMAIL=mask",
            "--set", "pii:tenants:dropped=dropped", "--set", "pii:policies:dropped:actions:EMAIL=drop");
        await using var run = WatchedRun.Start(settings, (Key, s_secret));
        await run.Processed(records.Length);
        var search = new LeakSearch([.. Canaries.All, new("KEY", s_secret, "")]);
        await run.SearchPages(search);
        Assert.Equal(0, await run.Stop());
        run.Search(search);

        var enriched = cluster.ReadCommitted(topics.Enriched);
        var letters = cluster.ReadCommitted(topics.DeadLetter);
        Assert.Equal(records.Length, enriched.Count + letters.Count);
        Assert.Equal("invalid_record=10 invalid_text=2 oversize_output=1 policy=1 too_long=1",
            string.Join(' ', WatchedRun.Reasons(letters).Select(pair => $"{pair.Key}={pair.Value}")));
        WatchedRun.Search(search, "enriched record", enriched);
        WatchedRun.Search(search, "dead letter", letters);
        search.AssertNone();

        // Compaction finds the tombstone's key where the records' is.
        var keyed = enriched.Where(record => record.Message.Key is { } key && key.AsSpan().StartsWith("[KEY~a~"u8)).ToList();
        Assert.Equal(Canaries.All.Count + 2, keyed.Count);
        Assert.Single(keyed.Select(record => Encoding.ASCII.GetString(record.Message.Key!)).Distinct());
        Assert.Null(keyed[^1].Message.Value);
        Assert.Equal(Canaries.All.Count + 1, enriched.Count(record => record.Message.Key is null && record.Message.Value is not null) / 2);
    }

    [Fact]
    public async Task Card_data_enters_no_clear_dead_letter_and_a_text_log_says_nothing()
    {
        var cluster = await kafka.Shared();
        var topics = await Create(cluster, ("cleanup.policy", "compact"));
        using var model = TemporaryDirectory.With(new TinyModel { ThrowingToken = "poison" });
        Canary[] forbidden = [.. Canaries.OfRules.Where(canary => canary.Type is "CVV" or "TRACK" or "PIN")];
        Message<byte[]?, byte[]?>[] records =
        [
            .. Canaries.OfRules.Select(canary => Record(Encoding.UTF8.GetBytes(canary.Text))), Record(s_everything),
            .. forbidden.Select(canary => Record(Encoding.UTF8.GetBytes("poison " + canary.Text), key: canary.Text)),
            Record([.. "poison "u8, .. s_everything]), Record([.. s_everything, 0xff]),
            Record([.. s_everything, .. Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("1 ", 20_000)))]),
            new() { Key = null, Value = s_everything, Headers = [new Header("who", s_everything)] },
        ];
        await cluster.Produce(topics.Raw, records);
        var settings = topics.Arguments(
            cluster, "--model", model.Path, "--delivery", "at-least-once", "--set", "log:format=text", "--set", "pii:profile=pci", "--set",
            "kafka:producer:batch.size=16384", "--set", "pii:scan:stepsPerCharacter=10");
        await using var run = WatchedRun.Start(settings);
        await run.Processed(records.Length);
        var search = new LeakSearch(Canaries.OfRules);
        await run.SearchPages(search);
        Assert.Equal(0, await run.Stop());
        run.Search(search);

        var letters = cluster.ReadCommitted(topics.DeadLetter);
        WatchedRun.Search(search, "enriched record", cluster.ReadCommitted(topics.Enriched));
        WatchedRun.Search(search, "dead letter", letters, "key", "value", "headers");
        Assert.Equal($"detector_failed=1 invalid_record=1 invalid_text=1 model_failed={forbidden.Length + 1}",
            string.Join(' ', WatchedRun.Reasons(letters).Select(pair => $"{pair.Key}={pair.Value}")));
        search.AssertNone();
        var scrubbed = new LeakSearch(forbidden);
        WatchedRun.Search(scrubbed, "dead letter", letters);
        scrubbed.AssertNone();
    }

    [Fact]
    public async Task Protobuf_that_cannot_be_read_is_not_quoted()
    {
        var cluster = await kafka.Shared();
        var url = await real.Url();
        var topics = await Create(cluster);
        var message = new V1.RawText { Text = Canaries.Everything, Id = "1" };
        byte[] bytes = Google.Protobuf.MessageExtensions.ToByteArray(message);
        Message<byte[]?, byte[]?>[] records =
        [
            Record(s_everything), Record([0, .. s_everything]), Record([0, 0, 9, 9, 9, 0, .. bytes]),
            Record([0, 0xff, 0xff, 0xff, 0xff, 0, .. bytes]), Record([0, 0, 0, 0, 1, 0xff, 0xff, .. bytes]), Record(bytes),
        ];
        await cluster.Produce(topics.Raw, records);
        await using var run =
            WatchedRun.Start(topics.Arguments(cluster, "--format", "protobuf", "--schema-registry", url.ToString(), "--set", "log:format=json"));
        await run.Processed(records.Length);
        var search = new LeakSearch(Canaries.All);
        await run.SearchPages(search);
        Assert.Equal(0, await run.Stop());
        run.Search(search);
        var letters = cluster.ReadCommitted(topics.DeadLetter);
        Assert.Equal(records.Length, letters.Count);
        WatchedRun.Search(search, "dead letter", letters, "key", "value", "headers");
        search.AssertNone();
    }
}
