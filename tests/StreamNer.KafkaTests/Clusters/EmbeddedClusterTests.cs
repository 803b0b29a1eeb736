using System.Net;
using System.Net.Sockets;
using StreamNer.Kafka;

namespace StreamNer.KafkaTests.Clusters;

public sealed class EmbeddedClusterTests
{
    [Fact]
    public void A_stopped_broker_is_refused_and_comes_back_on_its_port()
    {
        using var cluster = new EmbeddedCluster(2);
        var address = IPEndPoint.Parse(cluster.BootstrapServers.Split(',')[1]);
        Assert.Null(Refused(address));
        cluster.StopBroker(2);
        Assert.Equal(SocketError.ConnectionRefused, Refused(address));
        cluster.StartBroker(2);
        Assert.Null(Refused(address));
    }

    private static SocketError? Refused(IPEndPoint address)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(address);
            return null;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
    }
}
