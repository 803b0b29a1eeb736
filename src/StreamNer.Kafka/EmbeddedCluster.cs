using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace StreamNer.Kafka;

/// <summary>
/// A Kafka cluster inside this process: librdkafka's mock cluster, listening on loopback ports. For the demo and for tests of plumbing,
/// rebalance, at-least-once and faults. It keeps at most 5 MiB or 100,000 record sets of a partition, and it cannot prove exactly-once:
/// offsets sent with a transaction are dropped, aborted records are visible, nobody is fenced.
/// </summary>
internal sealed partial class EmbeddedCluster : IDisposable
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, byte> s_running = new(StringComparer.Ordinal);
    private static readonly TimeSpan s_portLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_portPause = TimeSpan.FromMilliseconds(100);
    private readonly nint _client;
    private readonly nint _cluster;
    private readonly Dictionary<int, Socket> _kept = [];
    private bool _disposed;

    static EmbeddedCluster() => ClientLibrary.Resolve();

    /// <summary>Starts <paramref name="brokers"/> brokers (1 to 20); takes about 0.1 s.</summary>
    /// <exception cref="InvalidOperationException">The client library refused; the message says why.</exception>
    public EmbeddedCluster(int brokers = 1)
    {
        var text = new byte[512];
        var conf = NewConf();
        if (SetConf(conf, "test.mock.num.brokers", brokers.ToString(CultureInfo.InvariantCulture), text, text.Length) != 0
            || SetConf(conf, "log_level", "3", text, text.Length) != 0)
        {
            throw new InvalidOperationException(Text(text));
        }

        // 0: a producer. The new client owns the configuration.
        _client = NewClient(0, conf, text, text.Length);
        if (_client == 0) throw new InvalidOperationException(Text(text));
        _cluster = MockCluster(_client);
        BootstrapServers = Marshal.PtrToStringUTF8(MockBootstraps(_cluster)) ?? "";
        SetInitialRebalanceDelay(_cluster, 0);
        s_running.TryAdd(BootstrapServers, 0);
    }

    /// <summary>Whether these brokers are such a cluster: it has neither topic ids nor a controller.</summary>
    internal static bool Serves(string bootstrapServers) => s_running.ContainsKey(bootstrapServers);

    /// <summary>Comma-separated host:port.</summary>
    public string BootstrapServers { get; }

    /// <summary>Creates a topic.</summary>
    public void CreateTopic(string name, int partitions) => Check(MockTopicCreate(_cluster, name, partitions, 1), $"create topic {name}");

    /// <summary>
    /// The next answers to requests of one kind (<paramref name="apiKey"/>, such as 0 for Produce, 8 for OffsetCommit) are these errors, in
    /// this order; <see cref="ErrorCode.NoError"/> lets one through.
    /// </summary>
    public void FailNext(short apiKey, params ErrorCode[] errors)
    {
        var codes = Array.ConvertAll(errors, code => (int)code);
        MockPushErrors(_cluster, apiKey, (nuint)codes.Length, codes);
    }

    /// <summary>Makes a broker (1 and up) the coordinator of a consumer group.</summary>
    public void CoordinateGroup(string group, int broker) => Check(MockCoordinatorSet(_cluster, "group", group, broker), $"coordinate {group}");

    /// <summary>Makes a broker (1 and up) the coordinator of a transactional id.</summary>
    public void CoordinateTransactions(string transactionalId, int broker) =>
        Check(MockCoordinatorSet(_cluster, "transaction", transactionalId, broker), $"coordinate {transactionalId}");

    /// <summary>Makes a broker (1 and up) the leader of a partition.</summary>
    public void Lead(string topic, int partition, int broker) => Check(MockPartitionLeader(_cluster, topic, partition, broker), $"lead {topic}");

    /// <summary>
    /// Takes a broker (1 and up) off the network. Its port is kept where that succeeds: it is of the range that the system gives to any connection.
    /// </summary>
    public void StopBroker(int id)
    {
        Check(MockBrokerDown(_cluster, id), $"stop broker {id}");
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        try
        {
            socket.Bind(Address(id));
            _kept[id] = socket;
        }
        catch (SocketException)
        {
            // A connection of the broker's is not quite closed yet.
            socket.Dispose();
        }
    }

    /// <summary>Brings it back; waits for its port.</summary>
    /// <exception cref="InvalidOperationException">Its port stays taken.</exception>
    public void StartBroker(int id)
    {
        if (_kept.Remove(id, out var socket)) socket.Dispose();
        using var pause = new ManualResetEventSlim();
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            Check(MockBrokerUp(_cluster, id), $"start broker {id}");
            if (Listens(id)) return;
            if (TimeProvider.System.GetElapsedTime(began) > s_portLimit)
                throw new InvalidOperationException($"broker {id} of the embedded cluster cannot listen on {Address(id)} again: the port is taken");
            Check(MockBrokerDown(_cluster, id), $"stop broker {id}");
            pause.Wait(s_portPause);
        }
    }

    /// <summary>Moves the log's start, as retention does: offsets below <paramref name="before"/> are gone.</summary>
    public void DeleteRecords(string topic, int partition, long before) =>
        Check(MockDeleteRecords(_cluster, topic, partition, before), $"delete records of {topic}");

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        s_running.TryRemove(BootstrapServers, out _);
        foreach (var socket in _kept.Values) socket.Dispose();
        DestroyClient(_client);
    }

    private bool Listens(int id)
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Connect(Address(id));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private IPEndPoint Address(int id) => IPEndPoint.Parse(BootstrapServers.Split(',')[id - 1]);

    private static void Check(int error, string what)
    {
        if (error != 0) throw new InvalidOperationException($"{what}: {(ErrorCode)error}");
    }

    private static string Text(byte[] zeroEnded) =>
        System.Text.Encoding.UTF8.GetString(zeroEnded.AsSpan(0, Math.Max(0, zeroEnded.AsSpan().IndexOf((byte)0))));

    [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_conf_new")]
    private static partial nint NewConf();

    [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_conf_set", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetConf(nint conf, string name, string value, byte[] error, nint errorSize);

    [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_new")]
    private static partial nint NewClient(int type, nint conf, byte[] error, nint errorSize);

    [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_destroy")]
    private static partial void DestroyClient(nint client);

    [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_handle_mock_cluster")]
    private static partial nint MockCluster(nint client);

    [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_mock_cluster_bootstraps")]
    private static partial nint MockBootstraps(nint cluster);

    [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_mock_group_initial_rebalance_delay_ms")]
    private static partial void SetInitialRebalanceDelay(nint cluster, int milliseconds);

    [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_mock_topic_create", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MockTopicCreate(nint cluster, string topic, int partitions, int replication);

    [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_mock_push_request_errors_array")]
    private static partial void MockPushErrors(nint cluster, short apiKey, nuint count, int[] errors);

    [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_mock_coordinator_set", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MockCoordinatorSet(nint cluster, string type, string key, int broker);

    [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_mock_partition_set_leader", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MockPartitionLeader(nint cluster, string topic, int partition, int broker);

    [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_mock_broker_set_down")]
    private static partial int MockBrokerDown(nint cluster, int broker);

    [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_mock_broker_set_up")]
    private static partial int MockBrokerUp(nint cluster, int broker);

    [LibraryImport(ClientLibrary.Name, EntryPoint = "rd_kafka_mock_partition_delete_records", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MockDeleteRecords(nint cluster, string topic, int partition, long before);
}
