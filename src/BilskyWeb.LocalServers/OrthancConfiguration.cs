using System.Text.Json.Nodes;

namespace BilskyWeb.LocalServers;

/// <summary>The configuration file of a private Orthanc (Debian's 1.10).</summary>
internal static class OrthancConfiguration
{
    /// <summary>Beside the configuration.</summary>
    public const string ScriptName = "sent-again.lua";

    /// <summary>What notes who sends an image that is here already; the same in docker's archive.</summary>
    public static string Script()
    {
        using var script = new StreamReader(typeof(OrthancConfiguration).Assembly.GetManifestResourceStream(ScriptName)!);
        return script.ReadToEnd();
    }

    public static string Write(PrivateOrthancOptions options, string serverDirectory, string plugins, int httpPort, int dicomPort, string user, string password)
    {
        var configuration = new JsonObject
        {
            ["Name"] = "BilskyWeb archive",
            ["StorageDirectory"] = Path.Combine(serverDirectory, "storage"),
            ["IndexDirectory"] = Path.Combine(serverDirectory, "index"),
            ["StorageCompression"] = options.CompressStorage,
            ["MaximumStorageCacheSize"] = options.CacheMegabytes,
            ["SyncStorageArea"] = options.Durable,

            // Never recycle: with a maximum, Orthanc deletes the oldest patient to make room.
            ["MaximumStorageSize"] = 0,
            ["MaximumPatientCount"] = 0,

            // The first version of an instance stays. A second one with the same SOP Instance UID is acknowledged and
            // dropped, so nothing can replace pixels that were graded.
            ["OverwriteInstances"] = false,
            ["StableAge"] = options.StableAgeSeconds,
            ["SaveJobs"] = true,
            ["LimitFindResults"] = 0,

            // Orthanc 1.10 cannot bind one interface. OrthancShim makes it; this refuses every HTTP peer that is not on loopback besides.
            ["HttpPort"] = httpPort,
            ["RemoteAccessAllowed"] = false,
            ["AuthenticationEnabled"] = true,
            ["RegisteredUsers"] = new JsonObject { [user] = password },
            ["KeepAlive"] = true,
            ["TcpNoDelay"] = true,
            ["HttpCompressionEnabled"] = false,
            ["WebDavEnabled"] = false,
            ["ExecuteLuaEnabled"] = false,
            ["RestApiWriteToFileSystemEnabled"] = false,

            // C-STORE only from titles and addresses in the list of modalities, kept in the index so that an
            // administrator can change it without a restart.
            ["DicomPort"] = dicomPort,
            ["DicomAet"] = options.AeTitle,
            ["DicomCheckCalledAet"] = true,
            ["DicomCheckModalityHost"] = true,
            ["DicomAlwaysAllowEcho"] = false,
            ["DicomAlwaysAllowStore"] = false,
            ["DicomAlwaysAllowFind"] = false,
            ["DicomAlwaysAllowFindWorklist"] = false,
            ["DicomAlwaysAllowGet"] = false,
            ["DicomAlwaysAllowMove"] = false,
            ["DicomModalitiesInDatabase"] = true,
            ["DicomScpTimeout"] = 30,
            ["DicomScuTimeout"] = 30,
            ["DicomThreadsCount"] = 8,
            // What QIDO-RS and C-FIND answer in, and what text without a stated character set is taken for; Latin-1 loses every other script.
            ["DefaultEncoding"] = "Utf8",
            ["UnknownSopClassAccepted"] = false,

            // Who sends an image that is here already is noted beside it (sent-again.lua).
            ["LuaScripts"] = new JsonArray(Path.Combine(serverDirectory, ScriptName)),
            ["UserMetadata"] = new JsonObject { ["SentAgain"] = 5001, ["SentOtherwise"] = 5002 },
            ["DeidentifyLogs"] = true,

            ["Plugins"] = new JsonArray(Path.Combine(plugins, "libOrthancDicomWeb.so"), Path.Combine(plugins, "libOrthancGdcm.so")),
            ["DicomWeb"] = new JsonObject
            {
                ["Enable"] = true,
                ["Root"] = "/dicom-web/",
                ["EnableWado"] = false,
                ["StudiesMetadata"] = "Full",
                ["SeriesMetadata"] = "Full",
            },
            // Orthanc's own decoders (DCMTK) first: GDCM ends the server by a failed assertion on some objects, for example a
            // run-length-encoded dose. What is left for it is JPEG 2000.
            ["BuiltinDecoderTranscoderOrder"] = "Before",
            ["Gdcm"] = new JsonObject { ["Enable"] = true, ["Throttling"] = Math.Max(2, Environment.ProcessorCount) },
        };
        return configuration.ToJsonString(new System.Text.Json.JsonSerializerOptions { WriteIndented = true });
    }
}
