using StreamNer.Diagnostics;
using StreamNer.Flow;
using StreamNer.Inference;
using StreamNer.Linking;
using StreamNer.Onnx;
using StreamNer.Output;
using StreamNer.Pii;
using StreamNer.Pii.Keys;
using StreamNer.Pii.Policy;
using StreamNer.Pii.Redacting;
using StreamNer.Pipeline;

namespace StreamNer.Benchmarks.Linking;

/// <summary>
/// Writes the page <c>bench/results/linking.md</c>: processor time a document of the whole pipeline with and without linking, with what the model
/// said recorded beforehand, so that only the rest counts. Rounds with and without linking take turns; the least time of each counts. A round
/// either begins with no name in the linker's cache, or with all that earlier rounds left there.
/// </summary>
internal static class LinkingReport
{
    private const int Rounds = 60;
    private const int BatchSize = 500;

    /// <summary>Writes the page; the model is the one at <paramref name="modelPath"/>.</summary>
    public static void Write(string modelPath, string baseFile, string[] files, TextWriter page)
    {
        using var model = OnnxModel.Load(new OnnxOptions { Path = modelPath });
        using var recorded = new RecordedClassifier(model.Classifier);
        using var telemetry = new Telemetry();
        using var file = KnowledgeFile.Open(baseFile);
        MicroBatch[] batches = [.. files.SelectMany(File.ReadLines).Distinct().Select(line => new InputRecord { Document = new Document(line) })
            .Chunk(BatchSize).Select((records, i) => new MicroBatch(i, records))];
        var knowledge = Knowledge();
        using var cache = new ResultCache(new CacheOptions { Megabytes = 0 });
        using var classification = new TokenClassification(
            recorded, model.Labels, model.Special, model.Probe, new InferenceOptions { ParallelRuns = 1 }.Resolve(gpu: false, cores: 1), telemetry);
        var linking = Pipeline(new LinkingOptions());
        var bare = Pipeline(new LinkingOptions { Enabled = false });
        Run(bare);
        recorded.Recording = false;
        var entities = Entities(linking);
        TimeSpan known = TimeSpan.MaxValue, fresh = TimeSpan.MaxValue, plain = TimeSpan.MaxValue;
        long knownBytes = 0, freshBytes = 0, plainBytes = 0;
        for (var round = 0; round < Rounds; round++)
        {
            known = Least(known, linking, ref knownBytes);
            fresh = Least(fresh, Pipeline(new LinkingOptions()), ref freshBytes);
            plain = Least(plain, bare, ref plainBytes);
        }

        recorded.Recording = true;
        long modelBytes = 0;
        var inferred = Least(TimeSpan.MaxValue, bare, ref modelBytes);
        var documents = batches.Sum(batch => batch.Records.Count);
        page.WriteLine(FormattableString.Invariant($"""
            # What linking costs

            {documents} lines of {string.Join(", ", files.Select(Path.GetFileName))} with {entities.All} entities, {entities.Linked} of them linked
            to {knowledge.Version} ({knowledge.Count} entities), Release, .NET {Environment.Version}. The labels of {model.Name} were recorded
            beforehand: the time is that of all steps but the model. Least processor time of {Rounds} rounds, which took turns.

            ```sh
            dotnet run -c Release --project bench/StreamNer.Benchmarks -- linking MODEL BASE FILE... > bench/results/linking.md
            ```

            | pipeline | processor time a document | more | allocated a document |
            |---|---|---|---|
            | without linking | {Microseconds(plain):0.00} us | | {plainBytes / documents} B |
            | with linking, names known from earlier rounds | {Microseconds(known):0.00} us | {More(known):0.0} % | {knownBytes / documents} B |
            | with linking, no name known at first | {Microseconds(fresh):0.00} us | {More(fresh):0.0} % | {freshBytes / documents} B |

            With the model itself, and without linking, a document takes {Microseconds(inferred):0} us: linking adds
            {100 * (fresh - plain) / inferred:0.00} % to that where no name is known at first.
            """));

        KnowledgeBase Knowledge() => new(file, Path.GetFileNameWithoutExtension(baseFile));

        double More(TimeSpan time) => 100 * (time - plain) / plain;

        double Microseconds(TimeSpan time) => time.TotalMicroseconds / documents;

        void Run(NerPipeline pipeline)
        {
            foreach (var batch in batches) pipeline.Enrich(batch, CancellationToken.None);
        }

        TimeSpan Least(TimeSpan before, NerPipeline pipeline, ref long bytes)
        {
            GC.Collect();
            var (allocated, started) = (GC.GetTotalAllocatedBytes(precise: true), Environment.CpuUsage.TotalTime);
            Run(pipeline);
            var took = Environment.CpuUsage.TotalTime - started;
            bytes = GC.GetTotalAllocatedBytes(precise: true) - allocated;
            return took < before ? took : before;
        }

        (int All, int Linked) Entities(NerPipeline pipeline)
        {
            var found = batches.SelectMany(batch => pipeline.Enrich(batch, CancellationToken.None)).OfType<Outcome.Enriched>()
                .SelectMany(outcome => outcome.Enrichment.Entities).ToList();
            return (found.Count, found.Count(entity => entity.LinkState == LinkState.Linked));
        }

        NerPipeline Pipeline(LinkingOptions options)
        {
            var scanner = new PiiScanner();
            return new NerPipeline(new PipelineParts
            {
                Tokenizer = model.Tokenizer,
                Classification = classification,
                Scanner = scanner,
                Linker = new EntityLinker(Knowledge(), options),
                Redactor = new Redactor(
                    new SpanMerger(PiiTypes.All.Select(type => type.Name)), null, (text, into) => scanner.Scan(text, into).Complete),
                PolicyOf = _ => PiiPolicy.Default,
                Identifiers = new RecordIdentifiers(new PolicyBook(new PiiOptions(), KeyRing.Empty), KeyRing.Empty),
                Cache = cache,
                Provenance = new Provenance("s-1", model.Name, knowledge.Version, "r", "default", "1", Provenance.FullTier),
                Options = new PipelineOptions(),
                Telemetry = telemetry,
            });
        }
    }
}
