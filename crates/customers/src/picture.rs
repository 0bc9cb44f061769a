//! Pictures of people and companies: whatever was sent is decoded and drawn anew, so that nothing
//! but pixels is left of it; at most 512 of them on a side.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageFormat, ImageReader, Limits};
use kernel::{Error, Result};

/// Pixels of the longer side.
const SIDE: u32 = 512;
/// Pixels of a side that are decoded at all.
const MAX_SIDE: u32 = 10_000;
/// Bytes that decoding may take.
const MAX_MEMORY: u64 = 64 * 1_024 * 1_024;
const JPEG_QUALITY: u8 = 86;

/// Makes a picture of what was sent. This takes a while: call it where it may block.
///
/// # Errors
/// A refusal of `photo` when it is no picture, or one too large to be decoded.
pub fn remade(bytes: &[u8]) -> Result<Vec<u8>> {
    let refused = || Error::refused("photo", "not-a-picture");
    let mut reader =
        ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| refused())?;
    let known = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif];
    if !reader.format().is_some_and(|format| known.contains(&format)) {
        return Err(refused());
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_MEMORY);
    reader.limits(limits);
    let decoded = reader.decode().map_err(|_| refused())?;
    let small = if decoded.width() > SIDE || decoded.height() > SIDE {
        decoded.thumbnail(SIDE, SIDE)
    } else {
        decoded
    };
    encoded(&small).map_err(|error| Error::Broken(anyhow::Error::new(error)))
}

/// PNG where something shines through, else JPEG.
fn encoded(image: &DynamicImage) -> Result<Vec<u8>, image::ImageError> {
    let mut bytes = Vec::new();
    if image.color().has_alpha() {
        image.to_rgba8().write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)?;
    } else {
        JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY).encode_image(&image.to_rgb8())?;
    }
    Ok(bytes)
}

/// What the bytes say they are, for those types that a browser may be told.
pub fn media_type(head: &[u8]) -> &'static str {
    match head {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => "image/png",
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => "image/gif",
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "image/webp",
        [b'%', b'P', b'D', b'F', b'-', ..] => "application/pdf",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgb, RgbImage, RgbaImage};

    fn png(image: DynamicImage) -> Vec<u8> {
        let mut bytes = Vec::new();
        image.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
        bytes
    }

    #[test]
    fn a_large_photo_becomes_small_and_keeps_its_shape() {
        let photo = RgbImage::from_pixel(1_200, 600, Rgb([200, 10, 10]));
        let made = remade(&png(DynamicImage::ImageRgb8(photo))).unwrap();
        assert_eq!(media_type(&made), "image/jpeg");
        let back = image::load_from_memory(&made).unwrap();
        assert_eq!((back.width(), back.height()), (512, 256));
    }

    #[test]
    fn a_logo_keeps_what_shines_through() {
        let made = remade(&png(DynamicImage::ImageRgba8(RgbaImage::new(40, 40)))).unwrap();
        assert_eq!(media_type(&made), "image/png");
    }

    #[test]
    fn nothing_but_pixels_is_left_of_a_picture_with_a_tail() {
        let mut bytes = png(DynamicImage::ImageRgb8(RgbImage::new(8, 8)));
        bytes.extend(b"<script>alert(1)</script>");
        let made = remade(&bytes).unwrap();
        assert!(!made.windows(7).any(|window| window == b"<script"));
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        for bytes in [
            &b"<svg xmlns='http://www.w3.org/2000/svg'/>"[..],
            b"GIF89a=alert(1)//",
            b"%PDF-1.7",
            b"",
        ] {
            let error = remade(bytes).unwrap_err();
            assert!(matches!(error, Error::Refused(_)), "{error}");
        }
    }
}
