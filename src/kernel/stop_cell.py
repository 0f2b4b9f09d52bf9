#@title Stop the cluster
# saturn:stop v1
# Stopping loses the results that the workers hold, so "run all" stops nothing until you set this:
STOP_NOW = False  #@param {type:"boolean"}

if not STOP_NOW:
    print("The cluster runs on. To stop it, set STOP_NOW = True and run this cell again.")
elif globals().get("cluster") is None:
    print("Nothing here can stop the cluster: run the connect cell first, or stop it in Saturn.")
else:
    client.close()
    cluster.close()
    print("Saturn stops the cluster. It costs nothing once it has stopped.")
