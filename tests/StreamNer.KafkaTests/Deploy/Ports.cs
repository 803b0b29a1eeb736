using System.Net;
using System.Net.Sockets;

namespace StreamNer.KafkaTests.Deploy;

/// <summary>Ports for programs that have to be told one.</summary>
internal static class Ports
{
    /// <summary>One of loopback that was free a moment ago.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
