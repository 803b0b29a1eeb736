using Confluent.Kafka;
using StreamNer.Diagnostics;

namespace StreamNer.Kafka.Topics;

/// <summary>
/// Looks for new topics that match a pattern of <see cref="KafkaOptions.Inputs"/>, every <see cref="KafkaOptions.DiscoverySeconds"/>. It only tells:
/// the flow drains and is opened again, with the new topics among its inputs.
/// </summary>
internal sealed class TopicDiscovery : IAsyncDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(1);
    private readonly KafkaOptions _options;
    private readonly HashSet<string> _known;
    private readonly Func<bool> _reachable;
    private readonly EventLog _log;
    private readonly CancellationTokenSource _found = new();
    private readonly BackgroundLoop _loop;

    private TopicDiscovery(KafkaOptions options, IEnumerable<string> known, Func<bool> reachable, EventLog log)
    {
        (_options, _known, _reachable, _log) = (options, known.ToHashSet(StringComparer.Ordinal), reachable, log);
        _loop = new BackgroundLoop(Run);
    }

    /// <summary>Cancelled when topics were found.</summary>
    public CancellationToken Found => _found.Token;

    /// <summary>Begins to look; null where there is nothing to look for: no input is a pattern, or the input is read to the end it had.</summary>
    /// <param name="options">With the patterns.</param>
    /// <param name="known">Topics that match and were found before.</param>
    /// <param name="reachable">Whether brokers answer at present; where none does, nothing is asked.</param>
    /// <param name="log">Takes an event with the topics found.</param>
    public static TopicDiscovery? Start(KafkaOptions options, IEnumerable<string> known, Func<bool> reachable, EventLog log)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.UntilEnd || !TopicPatterns.AreIn(options) ? null : new TopicDiscovery(options, known, reachable, log);
    }

    /// <summary>Ends it. A question under way may go on for a while.</summary>
    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    private void Run(CancellationToken stop)
    {
        using var admin = new OwnedAdmin(
            new AdminClientBuilder(ClientProperties.Common(_options))
                .SetErrorHandler((_, _) => { })
                .SetLogHandler((_, message) => ClientProperties.Log(_log, message)));
        var every = TimeSpan.FromSeconds(_options.DiscoverySeconds);
        IReadOnlyList<string> before = [];
        while (!stop.WaitHandle.WaitOne(before.Count > 0 ? s_again : every))
        {
            var added = Look(admin.Client);

            // Topics made one after the other are taken up at once, and one that is still being made does not end a flow for nothing.
            if (added.Count > 0 && added.SequenceEqual(before, StringComparer.Ordinal))
            {
                _log.Info("kafka.topics_found", $"{string.Join(", ", added)}: the worker drains and takes them up", ("topics", added.Count));
                _found.Cancel();
                return;
            }

            before = added;
        }
    }

    private IReadOnlyList<string> Look(IAdminClient admin)
    {
        if (!_reachable()) return [];
        try
        {
            return [.. TopicPatterns.Matching(_options, TopicLooks.Names(admin, s_limit)).Where(topic => !_known.Contains(topic))];
        }
        catch (KafkaException)
        {
            // No answer; BrokerWatch says so.
            return [];
        }
    }
}
