using System.CommandLine;
using System.Runtime.InteropServices;
using BilskyWeb.LocalServers;
using BilskyWeb.Platform.LocalServers;

namespace BilskyWeb.Commands;

/// <summary>Everything on one machine: a private PostgreSQL, a private Orthanc and the web application, supervised.</summary>
internal static class UpCommand
{
    public static Command Create()
    {
        var port = new Option<int>("--port") { Description = "port of the web application on 127.0.0.1; 0 takes a free one", DefaultValueFactory = _ => 5080 };
        var data = LocalData.Option();
        var noDemo = new Option<bool>("--no-demo") { Description = "no demo sign-ins and no demo studies" };
        var detach = new Option<bool>("--detach") { Description = "return once it is ready, and leave it running" };
        var quiet = new Option<bool>("--quiet") { Hidden = true };
        port.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<int>() is < 0 or > 65535)
            {
                given.AddError("--port takes a number from 0 to 65535.");
            }
        });
        var command = new Command("up", "Starts everything on this machine.") { port, data, noDemo, detach, quiet };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var instance = new LocalInstance(parsed.GetRequiredValue(data));
            instance.Create();
            var wantedPort = parsed.GetResult(port) is { Implicit: false } ? parsed.GetValue(port) : (int?)null;
            if (instance.Running() is { } running)
            {
                return await JoinAsync(instance, running, wantedPort, cancellationToken);
            }

            if (parsed.GetValue(detach))
            {
                return await DetachedUp.RunAsync(instance, parsed.GetValue(port), parsed.GetValue(noDemo), cancellationToken);
            }

            return await RunAsync(instance, parsed.GetValue(port), !parsed.GetValue(noDemo), followLog: !parsed.GetValue(quiet), cancellationToken);
        });
        return command;
    }

    /// <summary>A directory has one supervisor: a second <c>up</c> says what runs, and waits until it is ready.</summary>
    private static async Task<int> JoinAsync(LocalInstance instance, RunningInstance running, int? wantedPort, CancellationToken cancellationToken)
    {
        if (wantedPort is { } port && port != 0 && port != running.Address.Port)
        {
            await Console.Error.WriteLineAsync($"{instance.Directory} already runs at {running.Address}. Stop it first with: ./bilsky down --data {instance.Directory}");
            return CommandLine.WrongInput;
        }

        Console.WriteLine($"Already running in {instance.Directory} (process {running.ProcessId}).");
        while (running.Phase == InstancePhase.Starting)
        {
            await Task.Delay(300, cancellationToken);
            if (instance.Running() is not { } now)
            {
                await Console.Error.WriteLineAsync("It ended before it was ready.");
                return CommandLine.Fault;
            }

            running = now;
        }

        Console.Write(Greeting(instance, running.Address, running.Demo));
        return CommandLine.Done;
    }

    private static async Task<int> RunAsync(LocalInstance instance, int port, bool demo, bool followLog, CancellationToken cancellationToken)
    {
        await using var mine = await instance.LockAsync(cancellationToken);
        if (mine is null)
        {
            await Console.Error.WriteLineAsync($"Another ./bilsky up has just started in {instance.Directory}. Look with: ./bilsky status --data {instance.Directory}");
            return CommandLine.WrongInput;
        }

        port = port == 0 ? FreePort.Find() : port;
        if (!FreePort.IsFree(port))
        {
            await Console.Error.WriteLineAsync($"Port {port} is taken by another program. Choose another with --port, or --port 0 for any free one.");
            return CommandLine.WrongInput;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var terminalClosed = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            stop.Cancel();
        });
        await using var supervisor = new LocalSupervisor(instance, new LocalOptions(port, demo), Say);
        try
        {
            await supervisor.StartAsync(stop.Token);
            Console.Write(Greeting(instance, supervisor.Address, demo));
            var keeping = supervisor.KeepAliveAsync(stop.Token);
            if (demo)
            {
                await DemoStudies.ImportOnceAsync(instance, supervisor.Address, Say, stop.Token);
            }

            Say(DetachedUp.Settled);
            await (followLog ? Task.WhenAll(keeping, LogFollower.FollowAsync(instance.WebLog, Console.Out, stop.Token)) : keeping);
        }
        catch (ServerStartException fault)
        {
            await Console.Error.WriteLineAsync(fault.Message);
            return CommandLine.Fault;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Say("Stopping.");
        }

        return CommandLine.Done;
    }

    internal static string Greeting(LocalInstance instance, Uri address, bool demo) => demo
        ? $"""

            BilskyWeb is ready: {address}
            Research only: not a medical device.

            Demo sign-ins, all with the password {instance.DemoPassword}
              referrer@demo.local   sends studies in
              reviewer@demo.local   reads the worklist
              auditor@demo.local    reads what was done, and changes nothing
              admin@demo.local      sees every grading

            Stop it with Ctrl-C or: ./bilsky down --data {instance.Directory}


            """
        : $"""

            BilskyWeb is ready: {address}
            Research only: not a medical device.

            Open the first account with: ./bilsky account ADDRESS --role admin --name NAME --data {instance.Directory}
            Stop it with Ctrl-C or: ./bilsky down --data {instance.Directory}


            """;

    private static void Say(string line) => Console.WriteLine(line);
}
