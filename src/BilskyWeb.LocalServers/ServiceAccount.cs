using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace BilskyWeb.LocalServers;

/// <summary>
/// The unprivileged account that a Debian package made for its server. When this program runs as root its servers run
/// under theirs: PostgreSQL refuses root, and Orthanc parses files from strangers.
/// </summary>
/// <param name="Name">Account name, for example <c>postgres</c>.</param>
/// <param name="UserId">Numeric user id.</param>
/// <param name="GroupId">Numeric primary group id.</param>
public sealed record ServiceAccount(string Name, int UserId, int GroupId)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The account to use for a server: null when this process is not root or the account does not exist.</summary>
    public static ServiceAccount? ForRoot(string name)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return null;
        }

        foreach (var line in File.ReadLines("/etc/passwd"))
        {
            var fields = line.Split(':');
            if (fields.Length > 3 && fields[0] == name)
            {
                return new ServiceAccount(name, int.Parse(fields[2], CultureInfo.InvariantCulture), int.Parse(fields[3], CultureInfo.InvariantCulture));
            }
        }

        return null;
    }

    /// <summary>
    /// A directory that the account owns, mode 0700: <paramref name="wanted"/> itself, or, where the account may not enter
    /// its parents (a clone under /root), one under <c>/var/lib/bilsky</c> whose name is derived from it. The second
    /// case is written down in <c>wanted.location</c>, and found again.
    /// </summary>
    /// <param name="wanted">Absolute path of the directory that the server should have.</param>
    /// <param name="account">The account, or null: then the directory is simply made for this process's own user.</param>
    public static string OwnedDirectory(string wanted, ServiceAccount? account)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        wanted = Path.GetFullPath(wanted);
        if (account is null)
        {
            Directory.CreateDirectory(wanted, OwnerOnly);
            return wanted;
        }

        MakePassable(Path.GetDirectoryName(wanted)!);
        if (account.MayEnter(Path.GetDirectoryName(wanted)!))
        {
            account.Own(wanted);
            return wanted;
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(wanted)))[..16];
        var elsewhere = Path.Combine("/var/lib/bilsky", hash);
        MakePassable("/var/lib/bilsky");
        account.Own(elsewhere);
        File.WriteAllText(wanted + ".location", elsewhere + "\n");
        return elsewhere;
    }

    /// <summary>
    /// Makes a directory that other accounts may pass through on the way to their own, but not list, whatever the umask. One that exists
    /// stays as it is.
    /// </summary>
    public static void MakePassable(string directory)
    {
        if (!Directory.Exists(directory))
        {
            Directory.CreateDirectory(directory);
            File.SetUnixFileMode(directory, OwnerOnly | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }
    }

    /// <summary>Where <see cref="OwnedDirectory"/> put <paramref name="wanted"/>, without making anything.</summary>
    public static string Locate(string wanted)
    {
        var note = wanted + ".location";
        return File.Exists(note) ? File.ReadAllText(note).Trim() : wanted;
    }

    /// <summary>Makes the account the owner of a file or directory; a symbolic link is not followed.</summary>
    public void Give(string path)
    {
        if (Run("chown", "--no-dereference", $"{UserId}:{GroupId}", path) != 0)
        {
            throw new IOException($"Cannot give {path} to the account {Name}.");
        }
    }

    /// <summary>Makes the account the owner of a folder and all below it; symbolic links are not followed.</summary>
    public void GiveAll(string folder)
    {
        if (Run("chown", "--recursive", "--no-dereference", $"{UserId}:{GroupId}", folder) != 0)
        {
            throw new IOException($"Cannot give {folder} to the account {Name}.");
        }
    }

    private bool MayEnter(string directory) =>
        Run("setpriv", $"--reuid={Name}", $"--regid={GroupId}", "--init-groups", "--", "test", "-x", directory) == 0;

    private void Own(string directory)
    {
        Directory.CreateDirectory(directory, OwnerOnly);
        Give(directory);
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
