using System.Collections.Concurrent;
using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using StreamNer.Lifetime;

namespace StreamNer.Kafka.Topics;

/// <summary>Asks the brokers about topics, the group and limits, as the user that the worker will be.</summary>
internal sealed class ClusterReader : IDisposable
{
    private static readonly TimeSpan s_firstLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_closeLimit = TimeSpan.FromSeconds(2);

    // librdkafka 2.16 frees a request to a coordinator twice when the coordinator is found after the request's time was over (its issue 4605), and
    // the process dies then or later. So that time is never over: the caller gives up earlier, and the client is left to the request.
    private static readonly TimeSpan s_coordinatorLimit = TimeSpan.FromMinutes(30);
    private readonly Leased<OwnedAdmin> _admin;
    private readonly CancellationToken _cancel;
    private readonly ConcurrentQueue<Error> _errors = new();
    private readonly TaskCompletionSource<Error> _refused = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="options">Brokers and security.</param>
    /// <param name="cancel">Gives up waiting for answers.</param>
    public ClusterReader(KafkaOptions options, CancellationToken cancel = default)
    {
        _cancel = cancel;
        // Wrong passwords and unknown authorities come through the error handler alone; no call raises them.
        _admin = new Leased<OwnedAdmin>(new OwnedAdmin(new AdminClientBuilder(ClientProperties.Common(options))
            .SetErrorHandler((_, error) =>
            {
                _errors.Enqueue(error);
                if (error.Code is ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed or ErrorCode.Local_Ssl)
                    _refused.TrySetResult(error);
            })
            .SetLogHandler((_, _) => { })), "Kafka admin client");
    }

    /// <summary>Makes a request. It holds its lease until it is answered, also where nobody waits for it any more.</summary>
    public async Task<T> Ask<T>(Func<IAdminClient, Task<T>> request)
    {
        var lease = _admin.Take();
        Task<T> asked;
        try
        {
            asked = request(lease.Value.Client);
        }
        catch
        {
            lease.Dispose();
            throw;
        }

        // Never on the client's own thread, which its end waits for.
        _ = asked.ContinueWith(_ => lease.Dispose(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        try
        {
            return await asked.WaitAsync(s_limit + s_closeLimit, _cancel);
        }
        catch (TimeoutException e)
        {
            throw new KafkaException(new Error(ErrorCode.Local_TimedOut, "the brokers have not answered"), e);
        }
    }

    /// <summary>The brokers' ids, or why there are none: what the client was told, in its words.</summary>
    public async Task<(IReadOnlyList<int> Brokers, string? Absent)> Brokers()
    {
        try
        {
            var asked = Ask(admin => admin.DescribeClusterAsync(new() { RequestTimeout = s_firstLimit }));
            if (await Task.WhenAny(asked, _refused.Task) == _refused.Task) return ([], (await _refused.Task).Reason);
            return ([.. (await asked).Nodes.Select(n => n.Id)], null);
        }
        catch (KafkaException e)
        {
            return ([], (_errors.FirstOrDefault(x => x.Code is not ErrorCode.Local_AllBrokersDown) ?? e.Error).Reason);
        }
    }

    /// <summary>What there is to know. Call it when <see cref="Brokers"/> has found some.</summary>
    public async Task<ClusterFacts> Read(IReadOnlyCollection<string> topics, string? group, int broker)
    {
        var described = await Topics(topics);
        var (groupError, groupAllowed) = group is null ? (ErrorCode.NoError, null) : await Group(group);
        var settings = await Settings(ResourceType.Broker, broker.ToString(CultureInfo.InvariantCulture));
        return new ClusterFacts(described)
        {
            GroupError = groupError,
            GroupAllowed = groupAllowed,
            MaxTransactionTimeoutMs = Number(settings, "transaction.max.timeout.ms")
        };
    }

    /// <summary>Names of all topics that this user may describe.</summary>
    public Task<IReadOnlyList<string>> Names() => Ask(admin => Task.Run(() => TopicLooks.Names(admin, s_limit)));

    /// <summary>These topics with their settings, by name.</summary>
    public async Task<Dictionary<string, TopicFacts>> Topics(IReadOnlyCollection<string> names)
    {
        var described = (await Describe(names)).ToDictionary(t => t.Name, StringComparer.Ordinal);
        foreach (var topic in described.Values.Where(t => t.Exists).ToList()) described[topic.Name] = await WithSettings(topic);
        return described;
    }

    /// <summary>The partitions in which a group has positions; none where there is no such group.</summary>
    /// <exception cref="KafkaException">No answer, or a refusal.</exception>
    public async Task<IReadOnlyList<TopicPartition>> Positions(string group)
    {
        try
        {
            var answer = await Ask(admin => admin.ListConsumerGroupOffsetsAsync(
                [new ConsumerGroupTopicPartitions(group, null)], new() { RequestTimeout = s_coordinatorLimit }));
            return [.. answer[0].Partitions.Where(one => !one.Error.IsError && one.Offset.Value >= 0).Select(one => one.TopicPartition)];
        }
        catch (ListConsumerGroupOffsetsException e)
        {
            throw new KafkaException(e.Results[0].Error, e);
        }
    }

    /// <summary>A request that is not answered yet keeps the client.</summary>
    public void Dispose() => _admin.Close(_cancel.IsCancellationRequested ? TimeSpan.Zero : s_closeLimit);

    private async Task<IEnumerable<TopicFacts>> Describe(IReadOnlyCollection<string> names)
    {
        List<TopicDescription> topics;
        try
        {
            topics =
                (await Ask(admin =>
                admin.DescribeTopicsAsync(TopicCollection.OfTopicNames(names),
                    new() { IncludeAuthorizedOperations = true, RequestTimeout = s_limit }))).TopicDescriptions;
        }
        catch (DescribeTopicsException e)
        {
            topics = e.Results.TopicDescriptions;
        }

        return topics.Select(t => new TopicFacts(t.Name)
        {
            Error = t.Error.Code,
            Partitions = t.Partitions?.Count ?? 0,
            Replicas = t.Partitions is { Count: > 0 } partitions ? partitions.Min(p => p.Replicas.Count) : 0,
            Allowed = Known(t.AuthorizedOperations),
        });
    }

    private async Task<TopicFacts> WithSettings(TopicFacts topic)
    {
        var settings = await Settings(ResourceType.Topic, topic.Name);
        if (settings is null) return topic with { SettingsKnown = false };
        return topic with
        {
            MaxMessageBytes = Number(settings, "max.message.bytes") ?? TopicFacts.DefaultMaxMessageBytes,
            Compacted = settings.TryGetValue("cleanup.policy", out var policy) && policy.Contains("compact", StringComparison.Ordinal),
            Deletes = policy?.Contains("delete", StringComparison.Ordinal) != false,
            StampsItself = settings.GetValueOrDefault("message.timestamp.type") == "LogAppendTime",
            OldestMs = Number(settings, "message.timestamp.before.max.ms") ?? long.MaxValue,
            NewestMs = Number(settings, "message.timestamp.after.max.ms") ?? long.MaxValue,
            MinInSync = Number(settings, "min.insync.replicas") ?? 0,
            UncleanElection = settings.GetValueOrDefault("unclean.leader.election.enable") == "true",
        };
    }

    // Null when they may not be read.
    private async Task<Dictionary<string, string>?> Settings(ResourceType type, string name)
    {
        try
        {
            var result = await Ask(admin =>
                admin.DescribeConfigsAsync([new ConfigResource { Type = type, Name = name }], new() { RequestTimeout = s_limit }));
            return result[0].Entries.ToDictionary(e => e.Key, e => e.Value.Value ?? "", StringComparer.Ordinal);
        }
        catch (KafkaException)
        {
            return null;
        }
    }

    // A coordinator that is moving or reading its log answers soon.
    private async Task<(ErrorCode Error, IReadOnlyCollection<AclOperation>? Allowed)> Group(string group)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var answer = await DescribeGroup(group);
            var waits = answer.Error is ErrorCode.GroupLoadInProgress or ErrorCode.GroupCoordinatorNotAvailable or ErrorCode.NotCoordinatorForGroup;
            if (!waits || TimeProvider.System.GetElapsedTime(since) > s_limit) return answer;
            await Task.Delay(TimeSpan.FromMilliseconds(200), _cancel);
        }
    }

    private async Task<(ErrorCode Error, IReadOnlyCollection<AclOperation>? Allowed)> DescribeGroup(string group)
    {
        ConsumerGroupDescription described;
        try
        {
            described =
                (await Ask(admin =>
                admin.DescribeConsumerGroupsAsync([group],
                    new() { IncludeAuthorizedOperations = true, RequestTimeout = s_coordinatorLimit }))).ConsumerGroupDescriptions[0];
        }
        catch (DescribeConsumerGroupsException e)
        {
            described = e.Results.ConsumerGroupDescriptions[0];
        }
        catch (KafkaException e)
        {
            return (e.Error.Code, null);
        }

        return described.Error.Code == ErrorCode.GroupIdNotFound
            ? (ErrorCode.NoError, null)
            : (described.Error.Code, Known(described.AuthorizedOperations));
    }

    private static IReadOnlyCollection<AclOperation>? Known(List<AclOperation>? operations) => operations is { Count: > 0 } ? operations : null;

    private static long? Number(Dictionary<string, string>? settings, string name) =>
        settings is not null && settings.TryGetValue(name, out var text)
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
