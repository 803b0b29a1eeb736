using StreamNer.Configuration;
using StreamNer.Diagnostics;
using StreamNer.Host.Configuration;
using StreamNer.Kafka;
using StreamNer.Kafka.Reading;
using StreamNer.Kafka.Records;
using StreamNer.Kafka.Redriving;
using StreamNer.Kafka.Registry;
using StreamNer.Kafka.Topics;
using StreamNer.Pii.Keys;
using StreamNer.Snapshots;
using StreamNer.Work;

namespace StreamNer.Host.Work;

/// <summary>Puts a redrive of dead letters together, in order of flow: preflight, writer, outputs, plan, and the snapshot once there is something to
/// do.</summary>
internal sealed class RetryWork(Settings settings, LetterFilter filter, Telemetry telemetry, EventLog log)
{
    /// <summary>Looks at everything and makes the plan. Nothing is written yet.</summary>
    /// <param name="write">False for a dry run, which needs no model and takes no transactional id.</param>
    /// <param name="overwriteNewer">Whether a compacted output is written to.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="KafkaFatalException">It must not start: the message says what to change.</exception>
    public async Task<Session> Open(bool write, bool overwriteNewer, CancellationToken stop)
    {
        var registry = settings.SchemaRegistry.Url is null ? null : new SchemaRegistry(settings.SchemaRegistry);
        var session = new Session { Registry = registry };
        try
        {
            var report = await StreamWorker.Check(settings, registry, log, stop);
            var kafka = RedriveParts.Target(settings, report, overwriteNewer, "retried");
            await session.Prepare(settings with { Kafka = kafka }, filter, report, telemetry, log, write, stop);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>A plan and what carries it out.</summary>
    internal sealed class Session : IAsyncDisposable
    {
        private Snapshot? _snapshot;
        private Watchdog? _watchdog;
        private KeyRing? _keys;
        private RedriveWriter? _writer;
        private SourceFetcher? _fetcher;
        private Redrive? _redrive;

        /// <summary>What is to be done.</summary>
        public RedrivePlan Plan { get; private set; } = new(new SourceBitmap(), []);

        /// <summary>The registry, where one is configured.</summary>
        public SchemaRegistry? Registry { get; init; }

        /// <summary>Makes the parts and the plan.</summary>
        public async Task Prepare(
            Settings settings, LetterFilter filter, PreflightReport report, Telemetry telemetry, EventLog log, bool write, CancellationToken stop)
        {
            var kafka = settings.Kafka;
            if (write)
            {
                _snapshot = await Snapshot.Load(settings, telemetry, log, stop);
                _watchdog = HungProcess.Watch(_snapshot, settings, log);
                _writer = await RedriveParts.Writer(settings, report, _snapshot, Registry, log, stop);
                _fetcher = new SourceFetcher(kafka);
            }
            else
            {
                var mistakes = new List<OptionError>();
                _keys = KeyRing.Load(settings.Pii.Keys, Environment.GetEnvironmentVariable, mistakes);
                if (mistakes.Count > 0) throw new OptionsException(mistakes);
            }

            // What another group rejected belongs to another output.
            filter = filter with { Groups = filter.Groups is { Count: > 0 } given ? given : [kafka.Group] };
            var seal = new DeadLetterSeal(new DeadLetterCipher(_snapshot?.Keys ?? _keys!));
            _redrive = new Redrive(
                DeadLetterReader.Read(kafka, seal, stop), filter, new DocumentCodec(settings.InputWithTenant, Registry).Decode);

            // After the writer has ended what an earlier redrive left open.
            Plan = await Task.Run(() => _redrive.Plan(Redrive.Outputs(kafka, stop), kafka.Inputs), stop);
        }

        /// <summary>Carries the plan out.</summary>
        public async Task<RedriveResult> Run(Action<RedriveResult> progress, CancellationToken stop)
        {
            using var leave = CancellationTokenSource.CreateLinkedTokenSource(_watchdog!.Fired, stop);
            try
            {
                return await _redrive!.Run(Plan, _snapshot!.Enrich, _fetcher!, _writer!, progress, leave.Token);
            }
            finally
            {
                _watchdog.ThrowIfFired();
            }
        }

        /// <inheritdoc/>
        public ValueTask DisposeAsync()
        {
            _fetcher?.Dispose();
            _writer?.Dispose();
            _watchdog?.Dispose();
            _snapshot?.Dispose();
            _keys?.Dispose();
            Registry?.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
