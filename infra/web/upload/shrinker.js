// Photos are made smaller on the phone, one after the other and each once, so that a second try costs no sharpness.
import Compressor from "@uppy/compressor";

const SMALL_ENOUGH = 1.5 * 2 ** 20;
const LONGEST_SIDE = 3000;

export const SHRINKING = {
  quality: 0.85, maxWidth: LONGEST_SIDE, maxHeight: LONGEST_SIDE, limit: 1,
  checkOrientation: false, // browsers turn the picture themselves as they draw it; reading it as text would take twice its size
};

export class Shrinker extends Compressor {
  async compress(photo) {
    return photo.size <= SMALL_ENOUGH ? photo : super.compress(photo);
  }

  async prepareUpload(ids) {
    const fresh = ids.filter((id) => !this.uppy.getFile(id).meta.isShrunk);
    await super.prepareUpload(fresh);
    for (const id of fresh) if (this.uppy.getFile(id)) this.uppy.setFileMeta(id, { isShrunk: true });
  }
}
