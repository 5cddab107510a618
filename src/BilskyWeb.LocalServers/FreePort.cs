using System.Net;
using System.Net.Sockets;

namespace BilskyWeb.LocalServers;

/// <summary>TCP ports for servers that cannot be told to choose one themselves.</summary>
public static class FreePort
{
    /// <summary>A port on which nothing listens now. Another program may take it first, so callers try again.</summary>
    public static int Find()
    {
        using var listener = new TcpListener(IPAddress.Any, 0) { ExclusiveAddressUse = true };
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Whether a server could listen on the port on every interface.</summary>
    public static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Any, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
