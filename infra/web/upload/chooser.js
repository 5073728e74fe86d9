// Uppy's dashboard, with every choice looked through first.
import Dashboard from "@uppy/dashboard";

export class Chooser extends Dashboard {
  #add = this.addFiles;

  addFiles = async (files) => this.#add(await this.opts.choose([...files]));
}
